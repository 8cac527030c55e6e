using k8s.Autorest;
using k8s.Http;

namespace k8s.Operations;

internal sealed class CustomObjectsOperations(ApiClient api) : ICustomObjectsOperations
{
    public Task<HttpOperationResponse<T>> CreateNamespacedCustomObjectWithHttpMessagesAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default) =>
        api.CreateFromAsync<T>(
            ApiPath.In(ApiPath.Of("apis", group, version), namespaceParameter, plural), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);
}
