using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed partial class CoreV1Operations
{
    public Task<HttpOperationResponse<V1Secret>> CreateNamespacedSecretWithHttpMessagesAsync(
        V1Secret body, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.CreateAsync(
            ApiPath.In(Root, namespaceParameter, "secrets"), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Secret>> ReadNamespacedSecretWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReadAsync<V1Secret>(
            ApiPath.In(Root, namespaceParameter, "secrets", name),
            Query.Read(pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Status>> DeleteNamespacedSecretWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.DeleteAsync<V1Status>(
            ApiPath.In(Root, namespaceParameter, "secrets", name), body,
            Query.Delete(dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty),
            customHeaders, cancellationToken);
}
