using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed partial class CoreV1Operations
{
    public Task<HttpOperationResponse<V1ConfigMap>> CreateNamespacedConfigMapWithHttpMessagesAsync(
        V1ConfigMap body, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.CreateAsync(
            ApiPath.In(Root, namespaceParameter, "configmaps"), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1ConfigMap>> ReadNamespacedConfigMapWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReadAsync<V1ConfigMap>(
            ApiPath.In(Root, namespaceParameter, "configmaps", name),
            Query.Read(pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1ConfigMap>> ReplaceNamespacedConfigMapWithHttpMessagesAsync(
        V1ConfigMap body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReplaceAsync(
            ApiPath.In(Root, namespaceParameter, "configmaps", name), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Status>> DeleteNamespacedConfigMapWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.DeleteAsync<V1Status>(
            ApiPath.In(Root, namespaceParameter, "configmaps", name), body,
            Query.Delete(dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty),
            customHeaders, cancellationToken);
}
