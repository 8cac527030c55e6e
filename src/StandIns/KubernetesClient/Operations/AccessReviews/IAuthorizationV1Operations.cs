using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>Questions about rights.</summary>
public interface IAuthorizationV1Operations
{
    /// <summary>Asks whether the caller may do something; the answer is in the status.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1SelfSubjectAccessReview>> CreateSelfSubjectAccessReviewWithHttpMessagesAsync(
        V1SelfSubjectAccessReview body, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);
}
