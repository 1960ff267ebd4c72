// Package rest has the type that Helm's engine names where it is given a cluster, which it never is here.
package rest

type Config struct{}
