// Package kubernetes is imported by Helm for its name alone.
package kubernetes
