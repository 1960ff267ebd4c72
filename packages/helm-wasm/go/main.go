// Helm's engine as a WebAssembly reactor. A request is a command as JSON, then what it works on. The response is JSON: the answer,
// or what went wrong under "error".
package main

import (
	"encoding/json"
	"errors"

	reactor "go-reactor"

	"helm-wasm/reads"
)

func init() { reactor.Serve(respond) }

func main() {} // a reactor's main never runs

func respond(parts [][]byte) []byte {
	answer, err := dispatch(parts)
	var text []byte
	if err == nil {
		text, err = encode(answer)
	}
	if err != nil {
		text, _ = encode(map[string]failure{"error": failureOf(err)})
	}
	return text
}

type command struct {
	// load, render, reads or drop.
	Do string `json:"do"`
	// The chart that all but load mean.
	Chart int `json:"chart"`
	// Paths of the files that follow; without them one archive follows, or what decides on values where there are parts.
	Paths  []string      `json:"paths"`
	Parts  *parts        `json:"parts"`
	Render renderRequest `json:"render"`
}

func dispatch(parts [][]byte) (any, error) {
	if len(parts) == 0 {
		return nil, errors.New("the request has no command")
	}
	var asked command
	if err := json.Unmarshal(parts[0], &asked); err != nil {
		return nil, err
	}
	switch asked.Do {
	case "load":
		if asked.Parts != nil {
			return kept(assembled(*asked.Parts)), nil
		}
		return load(asked.Paths, parts[1:])
	case "render":
		loaded, ok := charts[asked.Chart]
		if !ok {
			return nil, errors.New("there is no such chart")
		}
		return render(loaded, asked.Render)
	case "reads":
		loaded, ok := charts[asked.Chart]
		if !ok {
			return nil, errors.New("there is no such chart")
		}
		return reads.Of(loaded), nil
	case "drop":
		delete(charts, asked.Chart)
		return struct{}{}, nil
	}
	return nil, errors.New("there is no such command")
}
