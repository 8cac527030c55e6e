using k8s.Autorest;
using k8s.Http;
using k8s.Models;

namespace k8s.Operations;

internal sealed class AuthorizationV1Operations(ApiClient api) : IAuthorizationV1Operations
{
    private const string Root = "apis/authorization.k8s.io/v1";

    public Task<HttpOperationResponse<V1SelfSubjectAccessReview>> CreateSelfSubjectAccessReviewWithHttpMessagesAsync(
        V1SelfSubjectAccessReview body, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default) =>
        api.CreateAsync(
            ApiPath.Of(Root, "selfsubjectaccessreviews"), body,
            Query.Write(dryRun, fieldManager, fieldValidation, pretty),
            customHeaders, cancellationToken);
}
