// Answers questions about values with the real Helm 3 and Helm 4: one JSON document a line in, one a line out, in order.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"

	chart3 "helm.sh/helm/v3/pkg/chart"
	util3 "helm.sh/helm/v3/pkg/chartutil"
	values3 "helm.sh/helm/v3/pkg/cli/values"
	"helm.sh/helm/v4/pkg/chart/common"
	render4 "helm.sh/helm/v4/pkg/chart/common/util"
	chart4 "helm.sh/helm/v4/pkg/chart/v2"
	loader4 "helm.sh/helm/v4/pkg/chart/v2/loader"
	util4 "helm.sh/helm/v4/pkg/chart/v2/util"
)

// question is one of two: layers to merge (YAML texts, the lowest first), or a chart with user values to compute.
type question struct {
	Layers []string          `json:"layers"`
	Chart  *node             `json:"chart"`
	Values []json.RawMessage `json:"values"`
}

// node is a chart with what lies in its charts/.
type node struct {
	Chart  json.RawMessage `json:"chart"`
	Charts []node          `json:"charts"`
}

type answer struct {
	Helm3 any `json:"helm3"`
	Helm4 any `json:"helm4"`
}

// computed is what the templates of a chart see: its values with those of its sub-charts in them, and which of these are
// enabled, by path. Or Helm's refusal, and the rest null.
type computed struct {
	Values  map[string]any `json:"values"`
	Enabled []string       `json:"enabled"`
	Error   string         `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard) // Helm's warnings, slog's too
	folder, err := os.MkdirTemp("", "helm-properties-")
	check(err)
	defer os.RemoveAll(folder)
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(out)
	for {
		var asked question
		if err := in.Decode(&asked); err == io.EOF {
			break
		} else {
			check(err)
		}
		if asked.Chart == nil {
			check(answers.Encode(answer{merge3(folder, asked.Layers), merge4(asked.Layers)}))
			continue
		}
		var both struct{ three, four []computed }
		for _, user := range asked.Values {
			both.three = append(both.three, asCharts(asked.Chart, user, compute3))
			both.four = append(both.four, asCharts(asked.Chart, user, compute4))
		}
		check(answers.Encode(answer{both.three, both.four}))
	}
	check(out.Flush())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// merge3 goes through files, as `helm -f one.yaml -f two.yaml` does: Helm 3 has no other public way to its merge.
func merge3(folder string, layers []string) map[string]any {
	var options values3.Options
	for index, layer := range layers {
		path := filepath.Join(folder, fmt.Sprintf("%d.yaml", index))
		check(os.WriteFile(path, []byte(layer), 0o600))
		options.ValueFiles = append(options.ValueFiles, path)
	}
	merged, err := options.MergeValues(nil)
	check(err)
	return merged
}

func merge4(layers []string) map[string]any {
	merged := map[string]any{}
	for _, layer := range layers {
		values, err := loader4.LoadValues(strings.NewReader(layer))
		check(err)
		merged = loader4.MergeMaps(merged, values)
	}
	return merged
}

// asCharts decodes chart and values anew for each computation, since Helm changes both.
func asCharts(tree *node, user json.RawMessage, compute func(*node, map[string]any) (computed, error)) computed {
	values := map[string]any{}
	check(json.Unmarshal(user, &values))
	result, err := compute(tree, values)
	if err != nil {
		return computed{Error: err.Error()}
	}
	return result
}

// compute3 and compute4 do what `helm install` does between loading and rendering.
func compute3(tree *node, user map[string]any) (computed, error) {
	chart := build(tree, (*chart3.Chart).AddDependency)
	if err := util3.ProcessDependenciesWithMerge(chart, user); err != nil {
		return computed{}, err
	}
	top, err := util3.ToRenderValues(chart, user, util3.ReleaseOptions{}, nil)
	if err != nil {
		return computed{}, err
	}
	return computed{plain(top["Values"].(util3.Values)), enabled(chart, (*chart3.Chart).Dependencies), ""}, nil
}

func compute4(tree *node, user map[string]any) (computed, error) {
	chart := build(tree, (*chart4.Chart).AddDependency)
	if err := util4.ProcessDependencies(chart, user); err != nil {
		return computed{}, err
	}
	top, err := render4.ToRenderValues(chart, user, common.ReleaseOptions{}, nil)
	if err != nil {
		return computed{}, err
	}
	return computed{plain(top["Values"].(common.Values)), enabled(chart, (*chart4.Chart).Dependencies), ""}, nil
}

func plain[Values ~map[string]any](values Values) map[string]any { return values }

func build[Chart any](tree *node, add func(*Chart, ...*Chart)) *Chart {
	var chart Chart
	check(json.Unmarshal(tree.Chart, &chart))
	for index := range tree.Charts {
		add(&chart, build(&tree.Charts[index], add))
	}
	return &chart
}

// enabled gives the paths of all charts that are left, in Helm's order.
func enabled[Chart interface{ ChartFullPath() string }](chart Chart, below func(Chart) []Chart) []string {
	paths := []string{chart.ChartFullPath()}
	for _, sub := range below(chart) {
		paths = append(paths, enabled(sub, below)...)
	}
	return paths
}
