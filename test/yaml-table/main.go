// Reads a JSON list of YAML documents, and writes for each what Helm and Kubernetes (sigs.k8s.io/yaml) make of it: JSON, or
// an error.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

type reading struct {
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
}

func main() {
	var documents []string
	if err := json.NewDecoder(os.Stdin).Decode(&documents); err != nil {
		panic(err)
	}
	readings := make([]reading, len(documents))
	for i, document := range documents {
		readings[i] = read(document)
	}
	if err := json.NewEncoder(os.Stdout).Encode(readings); err != nil {
		panic(err)
	}
}

func read(document string) (result reading) {
	// go-yaml panics on some input instead of refusing it.
	defer func() {
		if problem := recover(); problem != nil {
			result = reading{Error: fmt.Sprint(problem)}
		}
	}()
	value, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return reading{Error: err.Error()}
	}
	return reading{JSON: value}
}
