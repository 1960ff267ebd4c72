//go:build dependencies

// Package main names the packages whose types are read, so that go.mod keeps them. It is never compiled.
package main

import (
	_ "github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	_ "github.com/fluxcd/helm-controller/api/v2"
	_ "github.com/fluxcd/kustomize-controller/api/v1"
	_ "github.com/fluxcd/source-controller/api/v1"
	_ "k8s.io/api/core/v1"
	_ "sigs.k8s.io/kustomize/api/types"
)
