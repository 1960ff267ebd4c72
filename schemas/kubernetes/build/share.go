package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Below this size a reference gains nothing.
const worthSharing = 200

// share moves what stands in a schema several times into its definitions, the largest first: Argo CD's Application has
// its source a dozen times, and the time to compile a schema grows with its size.
func share(schema map[string]any) {
	definitions := map[string]any{}
	for {
		found := repeated(schema, definitions)
		if found == nil {
			break
		}
		name := found.name
		for number := 2; definitions[name] != nil; number++ {
			name = fmt.Sprintf("%s%d", found.name, number)
		}
		definition := maps.Clone(found.schema) // the one that was found becomes a reference, too
		replace(schema, found.text, name)
		for _, other := range definitions {
			replace(other.(map[string]any), found.text, name)
		}
		definitions[name] = definition
	}
	if len(definitions) > 0 {
		schema["definitions"] = definitions
	}
}

type occurrence struct {
	name, text string
	schema     map[string]any
	count      int
}

// repeated is the largest schema that occurs more than once, named after the first field that has it.
func repeated(schema, definitions map[string]any) *occurrence {
	byText := map[string]*occurrence{}
	count := func(name string, child map[string]any) bool {
		text := textOf(child)
		if len(text) < worthSharing {
			return false
		}
		if byText[text] == nil {
			byText[text] = &occurrence{name: name, text: text, schema: child}
		}
		byText[text].count++
		return true
	}
	walk("", schema, count)
	for _, name := range sortedKeys(definitions) {
		walk(name, definitions[name].(map[string]any), count)
	}
	var largest *occurrence
	for _, text := range sortedKeys(byText) {
		if o := byText[text]; o.count > 1 && (largest == nil || len(text) > len(largest.text)) {
			largest = o
		}
	}
	return largest
}

func replace(schema map[string]any, text, name string) {
	walk("", schema, func(_ string, child map[string]any) bool {
		if textOf(child) != text {
			return true
		}
		clear(child)
		child["$ref"] = "#/definitions/" + name
		return false
	})
}

// walk visits the schemas below one, in the order of their fields, with the name of the field that each belongs to;
// a visit that returns false goes no deeper.
func walk(name string, schema map[string]any, visit func(string, map[string]any) bool) {
	next := func(name string, child any) {
		if below, ok := child.(map[string]any); ok && visit(name, below) {
			walk(name, below, visit)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for _, key := range sortedKeys(properties) {
		next(key, properties[key])
	}
	next(strings.TrimSuffix(name, "s"), schema["items"])
	next(name, schema["additionalProperties"])
}

func textOf(schema map[string]any) string {
	text, err := json.Marshal(schema)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return string(text)
}

func sortedKeys[V any](values map[string]V) []string {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
