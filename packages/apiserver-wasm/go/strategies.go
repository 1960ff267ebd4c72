package main

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	claims "k8s.io/kubernetes/pkg/api/persistentvolumeclaim"
	pods "k8s.io/kubernetes/pkg/api/pod"
	serviceutil "k8s.io/kubernetes/pkg/api/service"
	"k8s.io/kubernetes/pkg/apis/apps"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	discoveryvalidation "k8s.io/kubernetes/pkg/apis/discovery/validation"
	"k8s.io/kubernetes/pkg/features"

	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"

	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/flowschema"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/prioritylevelconfiguration"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

const (
	rbacGroup       = "rbac.authorization.k8s.io"
	networkingGroup = "networking.k8s.io"
	flowGroup       = "flowcontrol.apiserver.k8s.io"
	storageGroup    = "storage.k8s.io"
)

// strategies are Kubernetes' own, and those below where its own would bring a whole server along.
var strategies = map[schema.GroupKind]rest.RESTCreateStrategy{
	{Group: "", Kind: "ConfigMap"}:                          own(true, nil, corevalidation.ValidateConfigMap),
	{Group: "", Kind: "Endpoints"}:                          own(true, nil, corevalidation.ValidateEndpointsCreate),
	{Group: "", Kind: "LimitRange"}:                         limitrange.Strategy,
	{Group: "", Kind: "Namespace"}:                          own(false, prepareNamespace, corevalidation.ValidateNamespace),
	{Group: "", Kind: "PersistentVolume"}:                   own(false, nil, validateVolume),
	{Group: "", Kind: "PersistentVolumeClaim"}:              own(true, prepareClaim, validateClaim),
	{Group: "", Kind: "Pod"}:                                own(true, preparePod, validatePod),
	{Group: "", Kind: "PodTemplate"}:                        podtemplate.Strategy,
	{Group: "", Kind: "ReplicationController"}:              own(true, nil, validateReplicationController),
	{Group: "", Kind: "ResourceQuota"}:                      resourcequota.Strategy,
	{Group: "", Kind: "Secret"}:                             own(true, nil, corevalidation.ValidateSecret),
	{Group: "", Kind: "Service"}:                            own(true, prepareService, corevalidation.ValidateServiceCreate),
	{Group: "", Kind: "ServiceAccount"}:                     own(true, nil, corevalidation.ValidateServiceAccount),
	{Group: "apps", Kind: "DaemonSet"}:                      daemonset.Strategy,
	{Group: "apps", Kind: "Deployment"}:                     deployment.Strategy,
	{Group: "apps", Kind: "ReplicaSet"}:                     own(true, prepareReplicaSet, validateReplicaSet),
	{Group: "apps", Kind: "StatefulSet"}:                    statefulset.Strategy,
	{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"}: horizontalpodautoscaler.Strategy,
	{Group: "batch", Kind: "CronJob"}:                       cronjob.Strategy,
	{Group: "batch", Kind: "Job"}:                           jobs{own(true, prepareJob, validateJob)},
	{Group: "coordination.k8s.io", Kind: "Lease"}:           lease.Strategy,
	{Group: "discovery.k8s.io", Kind: "EndpointSlice"}:      own(true, nil, discoveryvalidation.ValidateEndpointSliceCreate),
	{Group: flowGroup, Kind: "FlowSchema"}:                  flowschema.Strategy,
	{Group: flowGroup, Kind: "PriorityLevelConfiguration"}:  prioritylevelconfiguration.Strategy,
	{Group: networkingGroup, Kind: "Ingress"}:               ingress.Strategy,
	{Group: networkingGroup, Kind: "IngressClass"}:          ingressclass.Strategy,
	{Group: networkingGroup, Kind: "NetworkPolicy"}:         networkpolicy.Strategy,
	{Group: "node.k8s.io", Kind: "RuntimeClass"}:            runtimeclass.Strategy,
	{Group: "policy", Kind: "PodDisruptionBudget"}:          poddisruptionbudget.Strategy,
	{Group: rbacGroup, Kind: "ClusterRole"}:                 clusterrole.Strategy,
	{Group: rbacGroup, Kind: "ClusterRoleBinding"}:          clusterrolebinding.Strategy,
	{Group: rbacGroup, Kind: "Role"}:                        role.Strategy,
	{Group: rbacGroup, Kind: "RoleBinding"}:                 rolebinding.Strategy,
	{Group: "scheduling.k8s.io", Kind: "PriorityClass"}:     priorityclass.Strategy,
	{Group: storageGroup, Kind: "CSIDriver"}:                csidriver.Strategy,
	{Group: storageGroup, Kind: "StorageClass"}:             storageclass.Strategy,
}

// strategy is what the API server does on a creation of one kind.
type strategy struct {
	rest.DeclarativeValidation
	names.NameGenerator
	namespaced bool
	prepare    func(runtime.Object)
	validate   func(runtime.Object) field.ErrorList
}

func own[Object runtime.Object](namespaced bool, prepare func(Object), validate func(Object) field.ErrorList) strategy {
	return strategy{
		DeclarativeValidation: rest.DeclarativeValidation{Scheme: legacyscheme.Scheme},
		NameGenerator:         names.SimpleNameGenerator,
		namespaced:            namespaced,
		prepare: func(object runtime.Object) {
			if prepare != nil {
				prepare(object.(Object))
			}
		},
		validate: func(object runtime.Object) field.ErrorList { return validate(object.(Object)) },
	}
}

func (s strategy) NamespaceScoped() bool                                     { return s.namespaced }
func (s strategy) PrepareForCreate(_ context.Context, object runtime.Object) { s.prepare(object) }
func (s strategy) Validate(_ context.Context, object runtime.Object) field.ErrorList {
	return s.validate(object)
}
func (s strategy) WarningsOnCreate(context.Context, runtime.Object) []string { return nil }
func (s strategy) Canonicalize(runtime.Object)                               {}

// jobs tell declarative validation of a feature that its tags name.
type jobs struct{ strategy }

func (jobs) DeclarativeValidationConfig(context.Context, runtime.Object, runtime.Object) rest.DeclarativeValidationConfig {
	const feature = features.WorkloadWithJob
	return rest.DeclarativeValidationConfig{
		Options: map[string]bool{string(feature): utilfeature.DefaultFeatureGate.Enabled(feature)},
	}
}

func prepareNamespace(namespace *core.Namespace) {
	namespace.Spec.Finalizers = []core.FinalizerName{core.FinalizerKubernetes}
}

func validateVolume(volume *core.PersistentVolume) field.ErrorList {
	return corevalidation.ValidatePersistentVolume(volume, corevalidation.ValidationOptionsForPersistentVolume(volume, nil))
}

func prepareClaim(claim *core.PersistentVolumeClaim) {
	claims.DropDisabledFields(&claim.Spec, nil)
	claims.EnforceDataSourceBackwardsCompatibility(&claim.Spec, nil)
	claims.NormalizeDataSources(&claim.Spec)
}

func validateClaim(claim *core.PersistentVolumeClaim) field.ErrorList {
	return corevalidation.ValidatePersistentVolumeClaim(claim, corevalidation.ValidationOptionsForPersistentVolumeClaim(claim, nil))
}

// prepareService says in the new field what is said in the old one, as the server does before it gives out addresses, and takes a port
// as given out.
func prepareService(service *core.Service) {
	if serviceutil.NeedsHealthCheck(service) && service.Spec.HealthCheckNodePort == 0 {
		service.Spec.HealthCheckNodePort = 30000
	}
	if service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
}

func preparePod(pod *core.Pod) { pods.DropDisabledPodFields(pod, nil) }

func validatePod(pod *core.Pod) field.ErrorList {
	options := pods.GetValidationOptionsFromPodSpecAndMeta(&pod.Spec, nil, &pod.ObjectMeta, nil)
	options.ResourceIsPod = true
	return corevalidation.ValidatePodCreate(pod, options)
}

func validateReplicationController(controller *core.ReplicationController) field.ErrorList {
	return corevalidation.ValidateReplicationController(controller, pods.GetValidationOptionsFromPodTemplate(controller.Spec.Template, nil))
}

func prepareReplicaSet(set *apps.ReplicaSet) {
	pods.DropDisabledTemplateFields(&set.Spec.Template, nil)
}

func validateReplicaSet(set *apps.ReplicaSet) field.ErrorList {
	return appsvalidation.ValidateReplicaSet(set, pods.GetValidationOptionsFromPodTemplate(&set.Spec.Template, nil))
}

// prepareJob adds the selector and the labels by which a job knows its pods.
func prepareJob(job *batch.Job) {
	pods.DropDisabledTemplateFields(&job.Spec.Template, nil)
	if job.Spec.ManualSelector != nil && *job.Spec.ManualSelector {
		return
	}
	labels := map[string]string{
		batch.LegacyJobNameLabel: job.Name, batch.JobNameLabel: job.Name,
		batch.LegacyControllerUidLabel: string(job.UID), batch.ControllerUidLabel: string(job.UID),
	}
	for name, value := range job.Spec.Template.Labels {
		labels[name] = value
	}
	job.Spec.Template.Labels = labels
	if job.Spec.Selector == nil {
		job.Spec.Selector = &metav1.LabelSelector{}
	}
	if job.Spec.Selector.MatchLabels == nil {
		job.Spec.Selector.MatchLabels = map[string]string{}
	}
	if _, found := job.Spec.Selector.MatchLabels[batch.ControllerUidLabel]; !found {
		job.Spec.Selector.MatchLabels[batch.ControllerUidLabel] = string(job.UID)
	}
}

func validateJob(job *batch.Job) field.ErrorList {
	return batchvalidation.ValidateJobCreate(job, batchvalidation.JobValidationOptions{
		PodValidationOptions:  pods.GetValidationOptionsFromPodTemplate(&job.Spec.Template, nil),
		RequirePrefixedLabels: true,
	})
}
