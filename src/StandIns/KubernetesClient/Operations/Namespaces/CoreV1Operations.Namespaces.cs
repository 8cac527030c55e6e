using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed partial class CoreV1Operations
{
    public Task<HttpOperationResponse<V1Namespace>> CreateNamespaceWithHttpMessagesAsync(
        V1Namespace body, string dryRun = null, string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.CreateAsync(
            ApiPath.Of(Root, "namespaces"), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Namespace>> ReadNamespaceWithHttpMessagesAsync(
        string name, bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default) =>
        api.ReadAsync<V1Namespace>(
            ApiPath.Of(Root, "namespaces", name),
            Query.Read(pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Status>> DeleteNamespaceWithHttpMessagesAsync(
        string name, V1DeleteOptions body = null, string dryRun = null, int? gracePeriodSeconds = null,
        bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.DeleteAsync<V1Status>(
            ApiPath.Of(Root, "namespaces", name), body,
            Query.Delete(dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty),
            customHeaders, cancellationToken);
}
