// Reads a JSON list of YAML documents, and writes for each what Helm and Kubernetes (sigs.k8s.io/yaml) and Kustomize
// (go.yaml.in/yaml/v3) make of it, as JSON or as an error.
package main

import (
	"encoding/json"
	"os"

	yaml3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

type verdict struct {
	Kubernetes json.RawMessage `json:"kubernetes,omitempty"`
	Kustomize  json.RawMessage `json:"kustomize,omitempty"`
	Error      string          `json:"error,omitempty"`
}

func main() {
	var documents []string
	if err := json.NewDecoder(os.Stdin).Decode(&documents); err != nil {
		panic(err)
	}
	verdicts := make([]verdict, len(documents))
	for i, document := range documents {
		verdicts[i] = read(document)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		panic(err)
	}
}

func read(document string) verdict {
	kubernetes, err := yaml.YAMLToJSONStrict([]byte(document))
	if err != nil {
		return verdict{Error: "kubernetes: " + err.Error()}
	}
	var value any
	if err := yaml3.Unmarshal([]byte(document), &value); err != nil {
		return verdict{Error: "kustomize: " + err.Error()}
	}
	// Fails for a key that is not a string.
	kustomize, err := json.Marshal(value)
	if err != nil {
		return verdict{Error: "kustomize: " + err.Error()}
	}
	return verdict{Kubernetes: kubernetes, Kustomize: kustomize}
}
