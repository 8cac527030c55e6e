using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed class BatchV1Operations(ApiClient api) : IBatchV1Operations
{
    private const string Root = "apis/batch/v1";

    public Task<HttpOperationResponse<V1Job>> CreateNamespacedJobWithHttpMessagesAsync(
        V1Job body, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default) =>
        api.CreateAsync(
            ApiPath.In(Root, namespaceParameter, "jobs"), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Job>> ReadNamespacedJobWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReadAsync<V1Job>(
            ApiPath.In(Root, namespaceParameter, "jobs", name),
            Query.Read(pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1JobList>> ListNamespacedJobWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, int? timeoutSeconds = null, bool? watch = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ListAsync<V1JobList>(
            ApiPath.In(Root, namespaceParameter, "jobs"),
            Query.List(
                allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
                resourceVersionMatch, timeoutSeconds, watch),
            watch, customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1JobList>> ListJobForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null,
        string resourceVersionMatch = null, int? timeoutSeconds = null, bool? watch = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ListAsync<V1JobList>(
            ApiPath.Of(Root, "jobs"),
            Query.List(
                allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
                resourceVersionMatch, timeoutSeconds, watch),
            watch, customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Job>> ReplaceNamespacedJobWithHttpMessagesAsync(
        V1Job body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.ReplaceAsync(
            ApiPath.In(Root, namespaceParameter, "jobs", name), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Job>> PatchNamespacedJobWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? force = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.PatchAsync<V1Job>(
            ApiPath.In(Root, namespaceParameter, "jobs", name), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty, force),
            customHeaders, cancellationToken);

    public Task<HttpOperationResponse<V1Status>> DeleteNamespacedJobWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default) =>
        api.DeleteAsync<V1Status>(
            ApiPath.In(Root, namespaceParameter, "jobs", name), body,
            Query.Delete(dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty),
            customHeaders, cancellationToken);
}
