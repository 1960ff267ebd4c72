package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/ignore"
)

var (
	charts    = map[int]*chart.Chart{}
	lastChart int
)

type loadAnswer struct {
	Chart      int             `json:"chart"`
	Metadata   *chart.Metadata `json:"metadata"`
	Values     map[string]any  `json:"values"`
	HasSchema  bool            `json:"hasSchema"`
	Subcharts  []string        `json:"subcharts"`
	Deprecated bool            `json:"deprecated"`
}

// load reads a chart from an archive, or from the files of a folder, and keeps it.
func load(paths []string, parts [][]byte) (*loadAnswer, error) {
	files, err := filesOf(paths, parts)
	if err != nil {
		return nil, failed("chart", err)
	}
	if err := onlyOneOfEach(files); err != nil {
		return nil, failed("chart", err)
	}
	loaded, err := loader.LoadFiles(files)
	if err != nil {
		return nil, failed("chart", err)
	}
	if err := installable(loaded); err != nil {
		return nil, failed("chart", err)
	}
	if err := withDependencies(loaded); err != nil {
		return nil, failed("dependencies", err)
	}
	forgetRaw(loaded)
	return kept(loaded), nil
}

func kept(loaded *chart.Chart) *loadAnswer {
	lastChart++
	charts[lastChart] = loaded
	return &loadAnswer{
		Chart:      lastChart,
		Metadata:   loaded.Metadata,
		Values:     loaded.Values,
		HasSchema:  loaded.Schema != nil,
		Subcharts:  names(loaded.Dependencies()),
		Deprecated: loaded.Metadata.Deprecated,
	}
}

func filesOf(paths []string, parts [][]byte) ([]*archive.BufferedFile, error) {
	if paths == nil {
		if len(parts) != 1 {
			return nil, errors.New("an archive is one byte string")
		}
		return archive.LoadArchiveFiles(bytes.NewReader(parts[0]))
	}
	if len(paths) != len(parts) {
		return nil, errors.New("there are not as many files as paths")
	}
	rules := ignore.Empty()
	for index, name := range paths {
		if name == ignore.HelmIgnore {
			parsed, err := ignore.Parse(bytes.NewReader(parts[index]))
			if err != nil {
				return nil, err
			}
			rules = parsed
		}
	}
	rules.AddDefaults()
	var files []*archive.BufferedFile
	for index, name := range paths {
		if name != path.Clean(name) || path.IsAbs(name) || strings.HasPrefix(name, "../") || name == ".." {
			return nil, fmt.Errorf("%q is no path within a chart", name)
		}
		if ignored(rules, name) {
			continue
		}
		data := bytes.TrimPrefix(bytes.Clone(parts[index]), []byte("\xEF\xBB\xBF"))
		files = append(files, &archive.BufferedFile{Name: name, Data: data})
	}
	return files, nil
}

// ignored asks the rules as Helm does when it walks: a folder that is ignored takes what is in it along.
func ignored(rules *ignore.Rules, name string) bool {
	for index, character := range name {
		if character == '/' && rules.Ignore(name[:index], entry{name[:index], fs.ModeDir}) {
			return true
		}
	}
	return rules.Ignore(name, entry{name, 0})
}

// entry is a file or a folder that is nowhere on a disk.
type entry struct {
	name string
	mode fs.FileMode
}

func (e entry) Name() string      { return path.Base(e.name) }
func (entry) Size() int64         { return 0 }
func (e entry) Mode() fs.FileMode { return e.mode }
func (entry) ModTime() time.Time  { return time.Time{} }
func (e entry) IsDir() bool       { return e.mode.IsDir() }
func (entry) Sys() any            { return nil }

// onlyOneOfEach refuses a path that stands twice, of which Helm takes whichever comes last.
func onlyOneOfEach(files []*archive.BufferedFile) error {
	seen := map[string]bool{}
	for _, file := range files {
		if seen[file.Name] {
			return fmt.Errorf("%s stands twice in the chart", file.Name)
		}
		seen[file.Name] = true
	}
	return nil
}

func installable(loaded *chart.Chart) error {
	switch loaded.Metadata.Type {
	case "", "application":
		return nil
	}
	return fmt.Errorf("%s charts are not installable", loaded.Metadata.Type)
}

// withDependencies refuses what Helm refuses, a dependency that is not in charts/, and what Helm decides by chance, one that is there twice.
func withDependencies(loaded *chart.Chart) error {
	var missing []string
	for _, wanted := range loaded.Metadata.Dependencies {
		if wanted == nil {
			continue
		}
		if found := named(loaded.Dependencies(), wanted.Name); len(found) == 0 {
			missing = append(missing, wanted.Name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("found in Chart.yaml, but missing in charts/ directory: %s", strings.Join(missing, ", "))
	}
	return unambiguous(loaded)
}

func unambiguous(loaded *chart.Chart) error {
	for _, dependency := range loaded.Dependencies() {
		alike := named(loaded.Dependencies(), dependency.Name())
		versions := []string{""}
		for _, wanted := range loaded.Metadata.Dependencies {
			if wanted != nil && wanted.Name == dependency.Name() {
				versions = append(versions, wanted.Version)
			}
		}
		if len(versions) > 1 {
			versions = versions[1:]
		}
		for _, version := range versions {
			candidates := 0
			for _, one := range alike {
				if version == "" || chartutil.IsCompatibleRange(version, one.Metadata.Version) {
					candidates++
				}
			}
			if candidates > 1 {
				return fmt.Errorf("charts/ of %s has %s more than once, and Helm takes any of them", loaded.Name(), dependency.Name())
			}
		}
		if err := unambiguous(dependency); err != nil {
			return err
		}
	}
	return nil
}

func named(all []*chart.Chart, name string) []*chart.Chart {
	var found []*chart.Chart
	for _, one := range all {
		if one.Name() == name {
			found = append(found, one)
		}
	}
	return found
}

func names(all []*chart.Chart) []string {
	found := []string{}
	for _, one := range all {
		found = append(found, one.Name())
	}
	return found
}

// forgetRaw lets go of the second list of all files, which rendering never reads.
func forgetRaw(loaded *chart.Chart) {
	loaded.Raw = nil
	for _, dependency := range loaded.Dependencies() {
		forgetRaw(dependency)
	}
}

// copyOf is a chart that ProcessDependencies may change: it takes disabled dependencies out, renames others, and imports values.
func copyOf(original *chart.Chart) *chart.Chart {
	made := *original
	metadata := *original.Metadata
	if metadata.Dependencies != nil {
		metadata.Dependencies = make([]*chart.Dependency, len(original.Metadata.Dependencies))
		for index, dependency := range original.Metadata.Dependencies {
			if dependency != nil {
				copied := *dependency
				metadata.Dependencies[index] = &copied
			}
		}
	}
	made.Metadata = &metadata
	made.Values, _ = copyValue(original.Values).(map[string]any)
	made.Templates = append([]*common.File(nil), original.Templates...)
	copies := make([]*chart.Chart, len(original.Dependencies()))
	for index, dependency := range original.Dependencies() {
		copies[index] = copyOf(dependency)
	}
	made.SetDependencies(copies...)
	return &made
}

func copyValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		if value == nil {
			return value
		}
		copied := make(map[string]any, len(value))
		for key, child := range value {
			copied[key] = copyValue(child)
		}
		return copied
	case []any:
		if value == nil {
			return value
		}
		copied := make([]any, len(value))
		for index, child := range value {
			copied[index] = copyValue(child)
		}
		return copied
	}
	return value
}
