using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed partial class CoreV1Operations(ApiClient api) : ICoreV1Operations
{
    private const string Root = "api/v1";

    public Task<HttpOperationResponse<V1Pod>> CreateNamespacedPodWithHttpMessagesAsync(
        V1Pod body, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default) =>
        api.CreateAsync(
            ApiPath.In(Root, namespaceParameter, "pods"), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Pod>> ReadNamespacedPodWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReadAsync<V1Pod>(
            ApiPath.In(Root, namespaceParameter, "pods", name),
            Query.Read(pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<Stream>> ReadNamespacedPodLogWithHttpMessagesAsync(
        string name, string namespaceParameter, string container = null, bool? follow = null,
        bool? insecureSkipTLSVerifyBackend = null, int? limitBytes = null, bool? pretty = null, bool? previous = null,
        int? sinceSeconds = null, int? tailLines = null, bool? timestamps = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReadStreamAsync(
            ApiPath.In(Root, namespaceParameter, "pods", name, "log"),
            Query.Log(
                container, follow, insecureSkipTLSVerifyBackend, limitBytes, pretty, previous, sinceSeconds, tailLines,
                timestamps),
            follow, customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1PodList>> ListNamespacedPodWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, int? timeoutSeconds = null, bool? watch = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ListAsync<V1PodList>(
            ApiPath.In(Root, namespaceParameter, "pods"),
            Query.List(
                allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
                resourceVersionMatch, timeoutSeconds, watch),
            watch, customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1PodList>> ListPodForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null,
        string resourceVersionMatch = null, int? timeoutSeconds = null, bool? watch = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ListAsync<V1PodList>(
            ApiPath.Of(Root, "pods"),
            Query.List(
                allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
                resourceVersionMatch, timeoutSeconds, watch),
            watch, customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Pod>> PatchNamespacedPodWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? force = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.PatchAsync<V1Pod>(
            ApiPath.In(Root, namespaceParameter, "pods", name), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty, force),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Pod>> DeleteNamespacedPodWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.DeleteAsync<V1Pod>(
            ApiPath.In(Root, namespaceParameter, "pods", name), body,
            Query.Delete(dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty),
            customHeaders, cancellationToken);
}
