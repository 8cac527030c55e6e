using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>Questions about rights: the object itself as the answer.</summary>
public static class AuthorizationV1OperationsExtensions
{
    /// <summary>Asks whether the caller may do something; the answer is in the status.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1SelfSubjectAccessReview> CreateSelfSubjectAccessReviewAsync(
        this IAuthorizationV1Operations operations, V1SelfSubjectAccessReview body, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.CreateSelfSubjectAccessReviewWithHttpMessagesAsync(
            body, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }
}
