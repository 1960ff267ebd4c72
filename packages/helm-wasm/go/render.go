package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	commonutil "helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
)

type renderRequest struct {
	// An object, or a text of YAML as Helm's -f reads it.
	Values  json.RawMessage `json:"values"`
	Release struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
		IsUpgrade bool   `json:"isUpgrade"`
		Revision  int    `json:"revision"`
	} `json:"release"`
	Capabilities struct {
		KubeVersion string `json:"kubeVersion"`
		// Beside, or in place of, those that Helm was built with.
		APIVersions []string `json:"apiVersions"`
		Exact       bool     `json:"exact"`
	} `json:"capabilities"`
	// What templates see as the chart's version, in place of its own.
	ChartVersion string `json:"chartVersion"`
	// Whether values.schema.json takes no part.
	SkipSchema bool `json:"skipSchema"`
	// Whether to say what Helm 3 would do otherwise.
	CompareHelm3 bool `json:"compareHelm3"`
	// Whether to say where in the templates each object is written.
	Lines bool `json:"lines"`
	// Whether to give the values alone.
	ValuesOnly bool `json:"valuesOnly"`
}

type renderAnswer struct {
	// What templates see as .Values.
	Values  json.RawMessage `json:"values"`
	Objects []object        `json:"objects"`
	Hooks   []object        `json:"hooks"`
	CRDs    []object        `json:"crds"`
	Notes   string          `json:"notes"`
	// What Helm logs on the way.
	Warnings []string `json:"warnings"`
	// Where that was asked.
	Helm3 []difference `json:"helm3,omitempty"`
}

const notesFile = "NOTES.txt"

func render(original *chart.Chart, asked renderRequest) (*renderAnswer, error) {
	answer := &renderAnswer{Objects: []object{}, Hooks: []object{}, CRDs: []object{}, Warnings: []string{}}
	listenTo(&answer.Warnings)
	if err := chartutil.ValidateReleaseName(asked.Release.Name); err != nil {
		return nil, failed("release", err)
	}
	loaded := copyOf(original)
	if asked.ChartVersion != "" {
		loaded.Metadata.Version = asked.ChartVersion
	}
	values, err := valuesOf(asked.Values)
	if err != nil {
		return nil, failed("values", err)
	}
	capabilities, err := capabilitiesOf(asked)
	if err != nil {
		return nil, failed("kube-version", err)
	}
	if err := chartutil.ProcessDependencies(loaded, values); err != nil {
		return nil, failed("dependencies", err)
	}
	if wanted := loaded.Metadata.KubeVersion; wanted != "" && !chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return nil, failed("kube-version", fmt.Errorf(
			"chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, capabilities.KubeVersion.Version))
	}
	answer.CRDs, err = crdsOf(loaded)
	if err != nil {
		return nil, err
	}
	toRender, err := renderValues(loaded, values, asked, capabilities)
	if err != nil {
		return nil, err
	}
	// Now, since templates may set values.
	if answer.Values, err = encode(toRender["Values"]); err != nil {
		return nil, failed("values", err)
	}
	if asked.ValuesOnly {
		return answer, nil
	}
	files, err := engine.Render(loaded, toRender)
	if err != nil {
		return nil, templateFailure(err)
	}
	anew := again(original, loaded, asked, capabilities)
	if asked.CompareHelm3 {
		if answer.Helm3, err = compareHelm3(original, loaded, asked, files, anew); err != nil {
			return nil, err
		}
	}
	answer.Notes = files[path.Join(loaded.Name(), "templates", notesFile)]
	withoutNotes(files)
	answer.Hooks, answer.Objects, err = objectsOf(files, nowhere)
	if err != nil {
		return nil, err
	}
	if asked.Lines {
		answer.addSources(anew)
	}
	return answer, nil
}

func withoutNotes(files map[string]string) {
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, notesFile) })
}

func valuesOf(written json.RawMessage) (map[string]any, error) {
	if len(written) > 0 && written[0] == '"' {
		var text string
		if err := json.Unmarshal(written, &text); err != nil {
			return nil, err
		}
		return loader.LoadValues(strings.NewReader(text))
	}
	values := map[string]any{}
	if len(written) > 0 {
		if err := json.Unmarshal(written, &values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// renderValues merges the values of all charts, and holds them against their schemas.
func renderValues(loaded *chart.Chart, values map[string]any, asked renderRequest, capabilities *common.Capabilities) (common.Values, error) {
	options := common.ReleaseOptions{
		Name:      asked.Release.Name,
		Namespace: asked.Release.Namespace,
		IsInstall: !asked.Release.IsUpgrade,
		IsUpgrade: asked.Release.IsUpgrade,
		Revision:  max(asked.Release.Revision, 1),
	}
	// The schemas apart, so that what they say is told from an error of merging.
	merged, err := commonutil.ToRenderValuesWithSchemaValidation(loaded, values, options, capabilities, true)
	if err != nil {
		return nil, failed("values", err)
	}
	if asked.SkipSchema {
		return merged, nil
	}
	all, _ := merged["Values"].(common.Values)
	if err := commonutil.ValidateAgainstSchema(loaded, all); err != nil {
		return nil, failed("schema", errors.New(inOneOrder(err.Error())))
	}
	return merged, nil
}

var unknownProperties = regexp.MustCompile(`(?m)additional properties (.*) not allowed$`)

// inOneOrder sorts the names that a message lists in the order of a map, which is another each time.
func inOneOrder(message string) string {
	return unknownProperties.ReplaceAllStringFunc(message, func(found string) string {
		names := strings.Split(unknownProperties.FindStringSubmatch(found)[1], ", ")
		slices.Sort(names)
		return "additional properties " + strings.Join(names, ", ") + " not allowed"
	})
}

func capabilitiesOf(asked renderRequest) (*common.Capabilities, error) {
	capabilities := common.DefaultCapabilities.Copy()
	if asked.Capabilities.KubeVersion != "" {
		version, err := common.ParseKubeVersion(asked.Capabilities.KubeVersion)
		if err != nil {
			return nil, fmt.Errorf("%s is no version of Kubernetes: %w", asked.Capabilities.KubeVersion, err)
		}
		capabilities.KubeVersion = *version
	}
	known := common.VersionSet{}
	if !asked.Capabilities.Exact {
		known = append(known, capabilities.APIVersions...)
	}
	capabilities.APIVersions = append(known, asked.Capabilities.APIVersions...)
	return capabilities, nil
}

const maxWarnings = 100

// listenTo takes what Helm writes to its logs, debugging apart.
func listenTo(warnings *[]string) {
	lines := &lineWriter{warnings: warnings}
	slog.SetDefault(slog.New(slog.NewTextHandler(lines, &slog.HandlerOptions{
		Level: slog.LevelWarn,
		ReplaceAttr: func(_ []string, attribute slog.Attr) slog.Attr {
			if attribute.Key == slog.TimeKey || attribute.Key == slog.LevelKey {
				return slog.Attr{}
			}
			return attribute
		},
	})))
	log.SetFlags(0)
	log.SetOutput(lines)
}

type lineWriter struct{ warnings *[]string }

func (w *lineWriter) Write(text []byte) (int, error) {
	if len(*w.warnings) < maxWarnings {
		*w.warnings = append(*w.warnings, string(bytes.TrimSpace(text)))
	}
	return len(text), nil
}
