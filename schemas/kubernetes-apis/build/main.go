// Writes, for each minor version of Kubernetes, the kinds that its API server serves unless told otherwise:
//
//	go run . ..
//
// Kubernetes keeps the answers of its own discovery with its source, with every API turned on. Which of them are on by
// default is said in pkg/controlplane/instance.go.
package main

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// One patch release of each minor version: APIs don't change between them.
var releases = []string{
	"v1.29.6", "v1.30.14", "v1.31.14", "v1.32.13", "v1.33.13", "v1.34.2", "v1.35.4", "v1.36.3", "v1.37.2",
}

// kinds by group/version; the version alone for the core group.
type kinds map[string][]string

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . FOLDER")
	}
	for _, release := range releases {
		source, err := open(release)
		if err != nil {
			log.Fatal(err)
		}
		served, err := source.served()
		if err != nil {
			log.Fatalf("%s: %v", release, err)
		}
		minor := release[1:strings.LastIndex(release, ".")]
		if err := write(filepath.Join(os.Args[1], minor+".json"), served); err != nil {
			log.Fatal(err)
		}
		fmt.Println(release, len(served), "group versions")
	}
}

// source is a release of k8s.io/kubernetes as the module proxy has it.
type source struct {
	files  *zip.ReadCloser
	prefix string
}

func open(release string) (*source, error) {
	out, err := exec.Command("go", "mod", "download", "-json", "k8s.io/kubernetes@"+release).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %s", release, out)
	}
	var module struct{ Zip string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	files, err := zip.OpenReader(module.Zip)
	return &source{files, "k8s.io/kubernetes@" + release + "/"}, err
}

func (s *source) read(path string) ([]byte, error) {
	file, err := s.files.Open(s.prefix + path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

func (s *source) served() (kinds, error) {
	all, err := s.discovered()
	if err != nil {
		return nil, err
	}
	isOn, err := s.defaults()
	if err != nil {
		return nil, err
	}
	on := kinds{}
	for groupVersion, names := range all {
		if isOn(groupVersion) {
			slices.Sort(names)
			on[groupVersion] = slices.Compact(names)
		}
	}
	return on, nil
}

// discovered is what is served with every API turned on. Sub-resources are no kinds that a chart could make.
func (s *source) discovered() (kinds, error) {
	all := kinds{}
	for _, file := range s.files.File {
		path := strings.TrimPrefix(file.Name, s.prefix)
		if !discovery.MatchString(path) {
			continue
		}
		text, err := s.read(path)
		if err != nil {
			return nil, err
		}
		var list struct {
			GroupVersion string
			Resources    []struct{ Name, Kind string }
		}
		if err := json.Unmarshal(text, &list); err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		for _, resource := range list.Resources {
			if !strings.Contains(resource.Name, "/") {
				all[list.GroupVersion] = append(all[list.GroupVersion], resource.Kind)
			}
		}
	}
	if len(all["v1"]) == 0 {
		return nil, fmt.Errorf("there is no discovery in it")
	}
	return all, nil
}

var (
	discovery = regexp.MustCompile(`^api/discovery/apis?__[^_]*(__[^_]*)?\.json$`)
	imported  = regexp.MustCompile(`(?m)^\t(\w+)\s+"k8s\.io/(?:api|kubernetes/pkg/apis)/(\w+)/(\w+)"$`)
	lists     = regexp.MustCompile(`(?ms)^\t(\w+)\s+= \[\]schema\.GroupVersion(?:Resource)?\{\n(.*?)^\t\}`)
	named     = regexp.MustCompile(`(?m)^\t\t(\w+)\.SchemeGroupVersion`)
	stable    = regexp.MustCompile(`/?v[0-9]+$`)
)

// defaults tells whether a group version is on by default. Those of the two API servers behind the main one, which has no
// list of them, are if they are stable.
func (s *source) defaults() (func(groupVersion string) bool, error) {
	text, err := s.read("pkg/controlplane/instance.go")
	if err != nil {
		return nil, err
	}
	packages := map[string]string{}
	for _, match := range imported.FindAllStringSubmatch(string(text), -1) {
		packages[match[1]] = match[2] + "/" + match[3]
	}
	on, listed := map[string]bool{}, map[string]bool{}
	for _, match := range lists.FindAllStringSubmatch(string(text), -1) {
		for _, entry := range named.FindAllStringSubmatch(match[2], -1) {
			name, ok := packages[entry[1]]
			if !ok {
				return nil, fmt.Errorf("instance.go names %s, which it does not import", entry[1])
			}
			listed[name] = true
			on[name] = on[name] || strings.Contains(match[1], "EnabledByDefault")
		}
	}
	if len(on) < 30 {
		return nil, fmt.Errorf("instance.go lists only %d group versions", len(on))
	}
	return func(groupVersion string) bool {
		name := packageOf(groupVersion)
		return on[name] || !listed[name] && stable.MatchString(groupVersion)
	}, nil
}

// packageOf is the package below k8s.io/api of a group version.
func packageOf(groupVersion string) string {
	group, version, hasGroup := strings.Cut(groupVersion, "/")
	if !hasGroup {
		return "core/" + groupVersion
	}
	name, _, _ := strings.Cut(group, ".")
	if group == "internal.apiserver.k8s.io" {
		name = "apiserverinternal"
	}
	return name + "/" + version
}

// write spells a group version a line: what a new minor version brings is seen at a glance.
func write(path string, served kinds) error {
	lines := []string{}
	for groupVersion, names := range served {
		text, err := json.Marshal(names)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("  %q: %s", groupVersion, text))
	}
	slices.Sort(lines)
	return os.WriteFile(path, []byte("{\n"+strings.Join(lines, ",\n")+"\n}\n"), 0o644)
}
