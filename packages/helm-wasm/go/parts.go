package main

import (
	"encoding/json"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// parts is all of a chart that decides which values its templates see, and which its schemas refuse.
type parts struct {
	Name    string         `json:"name"`
	Version string         `json:"version"`
	Values  map[string]any `json:"values"`
	// Absent where the chart has none.
	Schema       json.RawMessage `json:"schema"`
	Dependencies []dependency    `json:"dependencies"`
}

// dependency is a sub-chart under the key of its values: two aliases of one chart are two.
type dependency struct {
	Key       string   `json:"key"`
	Version   string   `json:"version"`
	Condition string   `json:"condition"`
	Tags      []string `json:"tags"`
	Imports   []struct {
		Child  string `json:"child"`
		Parent string `json:"parent"`
	} `json:"imports"`
	Chart parts `json:"chart"`
}

// assembled is a chart as Helm would load it, without templates and files.
func assembled(given parts) *chart.Chart {
	made := &chart.Chart{
		Metadata: &chart.Metadata{APIVersion: chart.APIVersionV2, Name: given.Name, Version: given.Version},
		Values:   given.Values,
		Schema:   given.Schema,
	}
	if made.Values == nil {
		made.Values = map[string]any{}
	}
	for _, each := range given.Dependencies {
		declared := &chart.Dependency{Name: each.Key, Version: each.Version, Condition: each.Condition, Tags: each.Tags}
		for _, imported := range each.Imports {
			declared.ImportValues = append(declared.ImportValues, map[string]any{"child": imported.Child, "parent": imported.Parent})
		}
		made.Metadata.Dependencies = append(made.Metadata.Dependencies, declared)
		below := each.Chart
		below.Name = each.Key
		made.AddDependency(assembled(below))
	}
	return made
}
