package main

import (
	"bytes"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	template "text/template/parse"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

var added = regexp.MustCompile(`^(?:mustToYaml|mustToToml|mustToDuration|duration(?:Days|Hours|Microseconds|Milliseconds|Minutes|Nanoseconds|RoundTo|Seconds|TruncateTo|Weeks))$`)

// newFunctions are those that Helm 3 does not have: it parses no template of the chart where there is one.
func newFunctions(loaded *chart.Chart) []difference {
	found := []difference{}
	for _, file := range loaded.Templates {
		trees := map[string]*template.Tree{}
		top := template.New(loaded.ChartFullPath() + "/" + file.Name)
		top.Mode = template.SkipFuncCheck
		if _, err := top.Parse(string(file.Data), "", "", trees); err != nil {
			continue
		}
		seen := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(trees)) {
			for _, called := range calls(reflect.ValueOf(trees[name].Root)) {
				if added.MatchString(called.Ident) && !seen[called.Ident] {
					seen[called.Ident] = true
					line := 1 + bytes.Count(file.Data[:called.Pos], []byte("\n"))
					found = append(found, difference{"function", []string{called.Ident}, top.Name, line})
				}
			}
		}
	}
	for _, below := range loaded.Dependencies() {
		found = append(found, newFunctions(below)...)
	}
	return found
}

// calls are the functions that a node of a template names, wherever in it they stand.
func calls(node reflect.Value) []*template.IdentifierNode {
	if node.Kind() == reflect.Interface || node.Kind() == reflect.Pointer {
		if node.IsNil() {
			return nil
		}
		switch one := node.Interface().(type) {
		case *template.IdentifierNode:
			return []*template.IdentifierNode{one}
		case *template.Tree:
			return nil
		}
		return calls(node.Elem())
	}
	var found []*template.IdentifierNode
	switch node.Kind() {
	case reflect.Struct:
		for index := range node.NumField() {
			if node.Type().Field(index).IsExported() {
				found = append(found, calls(node.Field(index))...)
			}
		}
	case reflect.Slice:
		for index := range node.Len() {
			found = append(found, calls(node.Index(index))...)
		}
	}
	return found
}

func mentions(loaded *chart.Chart, word string) bool {
	return slices.ContainsFunc(loaded.Templates, func(file *common.File) bool { return strings.Contains(string(file.Data), word) }) ||
		slices.ContainsFunc(loaded.Dependencies(), func(below *chart.Chart) bool { return mentions(below, word) })
}
