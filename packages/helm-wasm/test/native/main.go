// Renders with Helm itself what the tests render in WebAssembly: `helm template`'s own path, without a cluster. Reads cases as JSON, one a line, and
// writes an answer for each.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/action"
	ci "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"
)

type asked struct {
	// An archive or a folder; without it the files.
	Path   string            `json:"path"`
	Files  map[string][]byte `json:"files"`
	Values map[string]any    `json:"values"`
	// A file of values, as -f takes it.
	ValuesFile  string   `json:"valuesFile"`
	Name        string   `json:"name"`
	Namespace   string   `json:"namespace"`
	KubeVersion string   `json:"kubeVersion"`
	APIVersions []string `json:"apiVersions"`
}

type object struct {
	Template string          `json:"template"`
	Object   json.RawMessage `json:"object"`
	Events   []string        `json:"events,omitempty"`
	Weight   int             `json:"weight,omitempty"`
}

type answer struct {
	Objects []object      `json:"objects"`
	Hooks   []object      `json:"hooks"`
	CRDs    []object      `json:"crds"`
	Notes   string        `json:"notes"`
	Values  common.Values `json:"values"`
	// Seconds that rendering took, loading apart.
	Seconds float64 `json:"seconds"`
	Error   string  `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if len(os.Args) > 1 && os.Args[1] == "versions" {
		_ = json.NewEncoder(os.Stdout).Encode(common.DefaultVersionSet)
		return
	}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var one asked
			if err := json.Unmarshal(line, &one); err != nil {
				log.Fatal(err)
			}
			made, err := render(one)
			if err != nil {
				made = &answer{Error: err.Error()}
			}
			if err := encoder.Encode(made); err != nil {
				log.Fatal(err)
			}
		}
		if err != nil {
			return
		}
	}
}

func load(one asked) (*chart.Chart, error) {
	if one.Path != "" {
		return loader.Load(one.Path)
	}
	folder, err := os.MkdirTemp("", "helm-native-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for name, data := range one.Files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return nil, err
		}
	}
	return loader.Load(folder)
}

func render(one asked) (*answer, error) {
	loaded, err := load(one)
	if err != nil {
		return nil, err
	}
	// As `helm template` does before it installs.
	if kind := loaded.Metadata.Type; kind != "" && kind != "application" {
		return nil, fmt.Errorf("%s charts are not installable", kind)
	}
	values := one.Values
	if one.ValuesFile != "" {
		file, err := os.Open(one.ValuesFile)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		if values, err = loader.LoadValues(file); err != nil {
			return nil, err
		}
	}
	if values == nil {
		values = map[string]any{}
	}
	if reqs := loaded.Metadata.Dependencies; reqs != nil {
		wanted := make([]ci.Dependency, len(reqs))
		for index, dependency := range reqs {
			wanted[index] = dependency
		}
		if err := action.CheckDependencies(loaded, wanted); err != nil {
			return nil, err
		}
	}
	install := action.NewInstall(action.NewConfiguration())
	install.DryRunStrategy = action.DryRunClient
	install.Replace = true
	install.ReleaseName = one.Name
	install.Namespace = one.Namespace
	install.APIVersions = one.APIVersions
	if one.KubeVersion != "" {
		version, err := common.ParseKubeVersion(one.KubeVersion)
		if err != nil {
			return nil, err
		}
		install.KubeVersion = version
	}
	began := time.Now()
	released, err := install.Run(loaded, values)
	if err != nil {
		return nil, err
	}
	made := &answer{Seconds: time.Since(began).Seconds(), Objects: []object{}, Hooks: []object{}, CRDs: []object{}}
	rel, ok := released.(*release.Release)
	if !ok {
		return nil, fmt.Errorf("%T is no release", released)
	}
	made.Notes = rel.Info.Notes
	for _, document := range documents(rel.Manifest) {
		source, content, _ := strings.Cut(strings.TrimPrefix(document, "# Source: "), "\n")
		if made.Objects, err = appended(made.Objects, object{Template: source}, content); err != nil {
			return nil, err
		}
	}
	for _, hook := range rel.Hooks {
		events := []string{}
		for _, event := range hook.Events {
			events = append(events, event.String())
		}
		at := object{Template: hook.Path, Events: events, Weight: hook.Weight}
		if made.Hooks, err = appended(made.Hooks, at, hook.Manifest); err != nil {
			return nil, err
		}
	}
	for _, crd := range loaded.CRDObjects() {
		for _, document := range documents(string(crd.File.Data)) {
			if made.CRDs, err = appended(made.CRDs, object{Template: crd.Filename}, document); err != nil {
				return nil, err
			}
		}
	}
	made.Values, err = effective(one, values)
	return made, err
}

// effective computes the values anew, from a chart that nothing has worked on.
func effective(one asked, values map[string]any) (common.Values, error) {
	loaded, err := load(one)
	if err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, err
	}
	all, err := commonutil.ToRenderValues(loaded, values, common.ReleaseOptions{Name: one.Name}, nil)
	if err != nil {
		return nil, err
	}
	return all["Values"].(common.Values), nil
}

func appended(objects []object, at object, document string) ([]object, error) {
	converted, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at.Template, err)
	}
	if string(converted) == "null" {
		return objects, nil
	}
	var list struct {
		Items *[]json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(converted, &list); err == nil && list.Items != nil {
		for _, item := range *list.Items {
			one := at
			one.Object = item
			objects = append(objects, one)
		}
		return objects, nil
	}
	at.Object = converted
	return append(objects, at), nil
}

// documents of a stream, in its order.
func documents(text string) []string {
	split := releaseutil.SplitManifests(text)
	all := []string{}
	for index := 0; len(all) < len(split); index++ {
		all = append(all, split[fmt.Sprintf("manifest-%d", index)])
	}
	return all
}
