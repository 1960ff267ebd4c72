package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// finding is one thing wrong, at a JSON pointer into the document.
type finding struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// More than these help nobody, and bound the response.
const (
	maxFindings = 100
	maxMessage  = 1000
)

var english = message.NewPrinter(language.English)

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// whole is a finding about the document.
func whole(message string) []finding {
	return []finding{{"", cut(message)}}
}

// findings lists the leaves of an error tree: sorted, since the library walks Go maps, and each once.
func findings(root *jsonschema.ValidationError) []finding {
	found := []finding{}
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			found = append(found, leaf(e)...)
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(root)
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	found = slices.Compact(found)
	return found[:min(len(found), maxFindings)]
}

// leaf words one finding. Values stay out of the messages: they may be secret.
func leaf(e *jsonschema.ValidationError) []finding {
	path := pointer(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		return each(k.Properties, func(name string) finding {
			return finding{path + "/" + escape.Replace(name), "unknown field"}
		})
	case *kind.Required:
		return each(k.Missing, func(name string) finding {
			return finding{path, "missing field '" + name + "'"}
		})
	case *kind.Pattern:
		return []finding{{path, "does not match the pattern " + k.Want}}
	case *kind.Format:
		return []finding{{path, "is not a valid " + k.Want}}
	default:
		return []finding{{path, cut(e.ErrorKind.LocalizedString(english))}}
	}
}

func each(names []string, word func(string) finding) []finding {
	result := make([]finding, len(names))
	for i, name := range names {
		result[i] = word(name)
	}
	return result
}

func pointer(location []string) string {
	var result strings.Builder
	for _, part := range location {
		result.WriteString("/" + escape.Replace(part))
	}
	return result.String()
}

func cut(text string) string {
	if len(text) <= maxMessage {
		return text
	}
	return strings.ToValidUTF8(text[:maxMessage], "") + "…"
}
