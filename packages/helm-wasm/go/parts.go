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
	Schema json.RawMessage `json:"schema"`
	// Those in charts/.
	Charts []parts `json:"charts"`
	// Those that Chart.yaml lists.
	Dependencies []struct {
		Name      string   `json:"name"`
		Alias     string   `json:"alias"`
		Version   string   `json:"version"`
		Condition string   `json:"condition"`
		Tags      []string `json:"tags"`
		Imports   []struct {
			Child  string `json:"child"`
			Parent string `json:"parent"`
		} `json:"imports"`
	} `json:"dependencies"`
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
	for _, below := range given.Charts {
		made.AddDependency(assembled(below))
	}
	for _, each := range given.Dependencies {
		listed := &chart.Dependency{
			Name: each.Name, Alias: each.Alias, Version: each.Version, Condition: each.Condition, Tags: each.Tags,
		}
		for _, imported := range each.Imports {
			listed.ImportValues = append(listed.ImportValues, map[string]any{"child": imported.Child, "parent": imported.Parent})
		}
		made.Metadata.Dependencies = append(made.Metadata.Dependencies, listed)
	}
	return made
}
