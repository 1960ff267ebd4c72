// kubeconform as a WebAssembly reactor. The schemas lie in the folder that the host mounts at /schemas.
//
// A request has the options as JSON, then one document each. The response is a JSON array with one verdict per document, in the
// same order.
package main

import (
	"encoding/json"
	"errors"

	reactor "go-reactor"
)

func init() { reactor.Serve(respond) }

func main() {} // a reactor's main never runs

func respond(parts [][]byte) []byte {
	verdicts, err := validate(parts)
	var text []byte
	if err == nil {
		text, err = json.Marshal(verdicts)
	}
	if err != nil {
		text, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	return text
}

func validate(parts [][]byte) ([]verdict, error) {
	if len(parts) == 0 {
		return nil, errors.New("the request has no options")
	}
	judge, err := judgeFor(string(parts[0]))
	if err != nil {
		return nil, err
	}
	verdicts := []verdict{}
	for _, document := range parts[1:] {
		verdicts = append(verdicts, judge.verdict(document))
	}
	return verdicts, nil
}
