package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"sort"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	release "helm.sh/helm/v4/pkg/release/v1"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"
)

// object is one Kubernetes object with where it was rendered.
type object struct {
	Template string `json:"template"`
	// Of the text that the template gave, from 1.
	Line   int             `json:"line"`
	Object json.RawMessage `json:"object"`
	Hook   *hook           `json:"hook,omitempty"`
	// Where that was asked for, and can be told.
	Source *source `json:"source,omitempty"`
}

type hook struct {
	Events         []release.HookEvent        `json:"events"`
	Weight         int                        `json:"weight"`
	DeletePolicies []release.HookDeletePolicy `json:"deletePolicies"`
}

// sourceOf says where a document is written.
type sourceOf func(document string) *source

func nowhere(string) *source { return nil }

// objectsOf splits and sorts what templates gave as Helm installs it.
func objectsOf(files map[string]string, from sourceOf) (hooks, objects []object, err error) {
	sortedHooks, manifests, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, nil, yamlFailure(err, files)
	}
	lines := newLines(files)
	hooks, objects = []object{}, []object{}
	for _, each := range sortedHooks {
		found, err := parse(each.Path, each.Manifest, lines.of(each.Path, each.Manifest))
		if err != nil {
			return nil, nil, err
		}
		for index := range found {
			found[index].Source = from(each.Manifest)
			found[index].Hook = &hook{Events: each.Events, Weight: each.Weight, DeletePolicies: each.DeletePolicies}
		}
		hooks = append(hooks, found...)
	}
	for _, each := range manifests {
		// Helm ends each manifest with a line end, which the text of a block scalar at its end has for one of its own.
		found, err := parse(each.Name, each.Content+"\n", lines.of(each.Name, each.Content))
		if err != nil {
			return nil, nil, err
		}
		for index := range found {
			found[index].Source = from(each.Content)
		}
		objects = append(objects, found...)
	}
	return hooks, objects, nil
}

// crdsOf are those of crds/, in the order in which Helm makes them.
func crdsOf(loaded *chart.Chart) ([]object, error) {
	crds := []object{}
	for _, crd := range loaded.CRDObjects() {
		text := string(crd.File.Data)
		lines := newLines(map[string]string{crd.Filename: text})
		for _, document := range documents(text) {
			found, err := parse(crd.Filename, document, lines.of(crd.Filename, document))
			if err != nil {
				return nil, err
			}
			crds = append(crds, found...)
		}
	}
	return crds, nil
}

func documents(text string) []string {
	split := releaseutil.SplitManifests(text)
	keys := make([]string, 0, len(split))
	for key := range split {
		keys = append(keys, key)
	}
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	all := make([]string, 0, len(keys))
	for _, key := range keys {
		all = append(all, split[key])
	}
	return all
}

// parse gives the objects of a document: none where it is empty, several where it is a list.
func parse(template, document string, line int) ([]object, error) {
	converted, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return nil, failure{Kind: "yaml", Message: err.Error(), Template: template, Line: line}
	}
	if bytes.Equal(bytes.TrimSpace(converted), []byte("null")) {
		return nil, nil
	}
	var list struct {
		Items *[]json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(converted, &list); err == nil && list.Items != nil {
		all := []object{}
		for _, item := range *list.Items {
			if bytes.Equal(item, []byte("null")) {
				continue
			}
			if item[0] != '{' {
				return nil, failure{Kind: "yaml", Message: "an item of the list is no object", Template: template, Line: line}
			}
			all = append(all, object{Template: template, Line: line, Object: item})
		}
		return all, nil
	}
	if converted[0] != '{' {
		return nil, failure{Kind: "yaml", Message: "the document is no object", Template: template, Line: line}
	}
	return []object{{Template: template, Line: line, Object: converted}}, nil
}

// yamlFailure names the template of which Helm says that it gave no YAML.
func yamlFailure(err error, files map[string]string) error {
	told := failure{Kind: "yaml", Message: err.Error()}
	for name := range files {
		if strings.Contains(told.Message, fmt.Sprintf("on %s:", name)) && len(name) > len(told.Template) {
			told.Template = name
		}
	}
	return told
}

// lines finds the line at which each document of a file begins. Equal documents are found one after the other.
type lines struct {
	starts map[string]map[string][]int
}

func newLines(files map[string]string) lines {
	starts := make(map[string]map[string][]int, len(files))
	for name, text := range files {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		offset, line := 0, 1
		starts[name] = map[string][]int{}
		for _, document := range documents(text) {
			found := strings.Index(text[offset:], document)
			if found < 0 {
				continue
			}
			line += strings.Count(text[offset:offset+found], "\n")
			starts[name][document] = append(starts[name][document], line)
			line += strings.Count(document, "\n")
			offset += found + len(document)
		}
	}
	return lines{starts}
}

func (l lines) of(name, document string) int {
	all := l.starts[name][document]
	if len(all) == 0 {
		return 1
	}
	l.starts[name][document] = all[1:]
	return all[0]
}
