package main

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// level is what a namespace's labels ask of its pods.
type level struct {
	Level   string `json:"level"`
	Version string `json:"version"`
}

var evaluator = newEvaluator()

func newEvaluator() policy.Evaluator {
	made, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic(err) // the checks are Kubernetes' own
	}
	return made
}

// judge says what a namespace of this level would not admit, of a pod or of what makes pods, and whether a namespace's own labels make sense.
func (l level) judge(object runtime.Object) []finding {
	if namespace, ok := object.(*corev1.Namespace); ok {
		_, errs := api.PolicyToEvaluate(namespace.Labels, api.Policy{})
		return findings(errs)
	}
	if l.Level == "" {
		return nil
	}
	metadata, spec, path := podOf(object)
	if spec == nil {
		return nil
	}
	asked, err := api.ParseLevel(l.Level)
	if err != nil {
		return nil // the namespace's own problem
	}
	version, err := api.ParseVersion(l.Version)
	if err != nil {
		version = api.LatestVersion()
	}
	result := policy.AggregateCheckResults(evaluator.EvaluatePod(api.LevelVersion{Level: asked, Version: version}, metadata, spec))
	found := []finding{}
	for index, reason := range result.ForbiddenReasons {
		message := reason
		if detail := result.ForbiddenDetails[index]; detail != "" {
			message = fmt.Sprintf("%s: %s", reason, detail)
		}
		found = append(found, finding{path, cut(message), "pod-security"})
	}
	return found
}

func podOf(object runtime.Object) (*metav1.ObjectMeta, *corev1.PodSpec, string) {
	const template = "/spec/template/spec"
	var pods *corev1.PodTemplateSpec
	path := template
	switch made := object.(type) {
	case *corev1.Pod:
		return &made.ObjectMeta, &made.Spec, "/spec"
	case *corev1.PodTemplate:
		pods, path = &made.Template, "/template/spec"
	case *corev1.ReplicationController:
		pods = made.Spec.Template
	case *appsv1.Deployment:
		pods = &made.Spec.Template
	case *appsv1.StatefulSet:
		pods = &made.Spec.Template
	case *appsv1.DaemonSet:
		pods = &made.Spec.Template
	case *appsv1.ReplicaSet:
		pods = &made.Spec.Template
	case *batchv1.Job:
		pods = &made.Spec.Template
	case *batchv1.CronJob:
		pods, path = &made.Spec.JobTemplate.Spec.Template, "/spec/jobTemplate/spec/template/spec"
	}
	if pods == nil {
		return nil, nil, ""
	}
	return &pods.ObjectMeta, &pods.Spec, path
}
