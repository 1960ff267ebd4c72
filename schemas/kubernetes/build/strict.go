package main

import "log"

// prose, and what only an API server acts on.
var dropped = []string{
	"description", "title", "example", "externalDocs",
	"x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-validations",
}

// tighten turns an OpenAPI schema of a CRD into a JSON schema that knows no other fields than its own.
func tighten(schema map[string]any, path string) {
	for _, key := range dropped {
		delete(schema, key)
	}
	if schema["x-kubernetes-int-or-string"] == true {
		delete(schema, "x-kubernetes-int-or-string")
		delete(schema, "anyOf")
		schema["type"] = []any{"integer", "string"}
	}
	preserved := schema["x-kubernetes-preserve-unknown-fields"] == true
	delete(schema, "x-kubernetes-preserve-unknown-fields")
	_, open := schema["additionalProperties"]
	if schema["type"] == "object" && !open && !preserved {
		schema["additionalProperties"] = false
		if schema["properties"] == nil {
			log.Printf("%s: an object without fields", path)
		}
	}
	if schema["nullable"] == true {
		schema["type"] = []any{schema["type"], "null"}
		delete(schema, "nullable")
	}
	for key, value := range schema {
		if len(key) > 2 && key[:2] == "x-" {
			log.Printf("%s: %s is not handled", path, key)
		}
		switch child := value.(type) {
		case map[string]any:
			if key == "properties" {
				for name, property := range child {
					tighten(property.(map[string]any), path+"/"+name)
				}
			} else if key != "default" {
				tighten(child, path+"/"+key)
			}
		case []any:
			if key == "allOf" || key == "anyOf" || key == "oneOf" {
				log.Printf("%s: %s %v", path, key, child)
			}
		}
	}
}
