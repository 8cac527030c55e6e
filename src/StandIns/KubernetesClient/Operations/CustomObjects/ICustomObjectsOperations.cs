using k8s.Autorest;

namespace k8s;

/// <summary>Objects of any group and version, written and read as whatever type the caller has for them.</summary>
public interface ICustomObjectsOperations
{
    /// <summary>Creates an object of a namespace; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<T>> CreateNamespacedCustomObjectWithHttpMessagesAsync<T>(
        object body, string group, string version, string namespaceParameter, string plural, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);
}
