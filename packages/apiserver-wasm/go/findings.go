package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// More than these help nobody, and bound the response.
const (
	maxFindings = 100
	maxMessage  = 1000
)

// findings are the errors of Kubernetes' validation, sorted, each once. Values stay out of the messages: they may be secret.
func findings(list field.ErrorList) []finding {
	found := []finding{}
	for _, one := range list {
		found = append(found, finding{pointer(one.Field), cut(message(one)), "field"})
	}
	return tidy(found)
}

func tidy(found []finding) []finding {
	slices.SortFunc(found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	found = slices.Compact(found)
	return found[:min(len(found), maxFindings)]
}

// A regular expression and examples behind what is said in words already.
var pattern = regexp.MustCompile(`,? \((?:e\.g\. [^()]*, )?regex used for validation is '.*'\)`)

func message(one *field.Error) string {
	what := strings.ToLower(one.Type.String())
	if one.Detail == "" {
		return what
	}
	one.Detail = pattern.ReplaceAllString(one.Detail, "")
	switch one.Type {
	case field.ErrorTypeInvalid, field.ErrorTypeForbidden, field.ErrorTypeTypeInvalid:
		return one.Detail
	}
	return fmt.Sprintf("%s: %s", what, one.Detail)
}

func cut(message string) string {
	if len(message) <= maxMessage {
		return message
	}
	return strings.ToValidUTF8(message[:maxMessage], "") + "…"
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// pointer turns spec.rules[0].host and data[a.b] into JSON pointers.
func pointer(path string) string {
	if path == "<nil>" {
		return ""
	}
	var result strings.Builder
	for path != "" {
		end := strings.IndexAny(path, ".[")
		part := path
		switch {
		case end == 0 && path[0] == '[':
			end = strings.IndexByte(path, ']')
			if end < 0 {
				return result.String()
			}
			part, path = path[1:end], strings.TrimPrefix(path[end+1:], ".")
		case end >= 0:
			part, path = path[:end], strings.TrimPrefix(path[end:], ".")
		default:
			path = ""
		}
		result.WriteString("/" + escape.Replace(strings.Trim(part, `"`)))
	}
	return result.String()
}
