// What an API server would say of objects on their creation, as a WebAssembly reactor: its own defaults and validation for the
// kinds that Kubernetes has, for custom resources by their definitions, CEL rules included, and what Pod Security admits.
//
// A request has its options as JSON, then one object each as JSON. The response is a JSON array with the findings of each.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	_ "time/tzdata" // CronJobs name time zones

	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/capabilities"

	reactor "go-reactor"
)

func init() {
	// As kubeadm, and everybody who hosts clusters, starts it. What Pod Security says of it comes apart.
	capabilities.Setup(true, 0)
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard) // what it logs is for those who run an API server
	reactor.Serve(respond)
}

func main() {} // a reactor's main never runs

// options are about all objects of a request.
type options struct {
	// Kubernetes is the version whose features are on, such as 1.34.
	Kubernetes string `json:"kubernetes"`
	// Definitions are how many of the objects, from the first one on, are the definitions of custom resources.
	Definitions int `json:"definitions"`
	// Levels of Pod Security, one for each of the other objects.
	Levels []level `json:"levels"`
}

// finding is one thing wrong, at a JSON pointer into the object.
type finding struct {
	Path    string `json:"path"`
	Message string `json:"message"`
	// Of: "field", "rule" (CEL), "unknown" (a field that a definition does not have), "type" (unreadable), "pod-security",
	// "deprecated" (no error).
	Of string `json:"of"`
}

func respond(parts [][]byte) []byte {
	answers, err := judge(parts)
	var text []byte
	if err == nil {
		text, err = json.Marshal(answers)
	}
	if err != nil {
		text, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	return text
}

func judge(parts [][]byte) (answers [][]finding, err error) {
	if len(parts) == 0 {
		return nil, errors.New("the request has no options")
	}
	var asked options
	if err := json.Unmarshal(parts[0], &asked); err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	objects := parts[1:]
	if asked.Definitions < 0 || asked.Definitions > len(objects) || len(asked.Levels) != len(objects)-asked.Definitions {
		return nil, errors.New("the options do not fit the objects")
	}
	if err := emulate(asked.Kubernetes); err != nil {
		return nil, err
	}
	custom := customKinds{}
	for _, definition := range objects[:asked.Definitions] {
		answers = append(answers, orPanic(func() []finding { return custom.add(definition) }))
	}
	for index, object := range objects[asked.Definitions:] {
		answers = append(answers, orPanic(func() []finding { return judgeObject(object, asked.Levels[index], custom) }))
	}
	return answers, nil
}

// orPanic takes a panic for a finding: validation written for objects that passed other checks may stumble over one that has not.
func orPanic(look func() []finding) (found []finding) {
	defer func() {
		if recover() != nil {
			found = []finding{{Message: "cannot be judged", Of: "type"}}
		}
	}()
	found = look()
	if found == nil {
		found = []finding{}
	}
	return found
}
