// Package v1beta1 adds its group and version to the versions that Helm knows.
package v1beta1

import "k8s.io/client-go/kubernetes/scheme"

func AddToScheme(known *scheme.Known) error {
	known.Add("apiextensions.k8s.io", "v1beta1")
	return nil
}
