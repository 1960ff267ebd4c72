package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// failure is what the host hears of an error. Kind is stable; the message is Helm's own.
type failure struct {
	Kind     string `json:"kind"`
	Message  string `json:"message"`
	Template string `json:"template,omitempty"`
	Line     int    `json:"line,omitempty"`
}

func (f failure) Error() string { return f.Message }

func failed(kind string, err error) error {
	return failure{Kind: kind, Message: err.Error()}
}

func failureOf(err error) failure {
	if known, ok := errors.AsType[failure](err); ok {
		return known
	}
	return failure{Kind: "request", Message: err.Error()}
}

// Where a template fails, as Helm's engine and Go's parser say it: (chart/templates/x.yaml:12:3), or the same first in a line.
var place = regexp.MustCompile(`(?m)(?:\(|^|template: )([^\s():]+/[^\s():]+):(\d+)(?::\d+)?`)

func templateFailure(err error) error {
	told := failure{Kind: "template", Message: err.Error()}
	if found := place.FindStringSubmatch(told.Message); found != nil {
		told.Template = found[1]
		told.Line, _ = strconv.Atoi(found[2])
	}
	return told
}

// encode leaves < and & as they are, as templates wrote them.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("the answer is no JSON: %w", err)
	}
	return buffer.Bytes(), nil
}
