using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Testing.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Acceptance.Tests.Kubernetes;

/// <summary>A validating webhook that denies every Job of a namespace, for as long as it is not disposed.</summary>
internal sealed class AdmissionWebhook : IAsyncDisposable
{
    private const string Configurations = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    private readonly WebApplication _app;
    private readonly KubernetesApi _api;
    private readonly string _name;

    private AdmissionWebhook(WebApplication app, KubernetesApi api, string name) => (_app, _api, _name) = (app, api, name);

    /// <summary>Returns when the API server asks it.</summary>
    public static async Task<AdmissionWebhook> StartAsync(KubernetesApi api, string space, string message)
    {
        using var certificate = SelfSigned();
        var port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(X509CertificateLoader.LoadPkcs12(
                certificate.Export(X509ContentType.Pkcs12), password: null))));
        var app = builder.Build();
        app.MapPost("/", (JsonObject review) => Deny(review, message));
        await app.StartAsync();

        var webhook = new AdmissionWebhook(app, api, space);
        await api.PatchAsync($"/api/v1/namespaces/{space}", $$$$"""{"metadata":{"labels":{"webhook":"{{{{space}}}}"}}}""");
        await api.CreateAsync(Configurations, Configuration(space, $"https://127.0.0.1:{port}/", certificate));
        await Until.IsAsync("the webhook to be asked", TimeSpan.FromSeconds(20), () => webhook.IsAskedAsync(space));

        return webhook;
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DeleteAsync($"{Configurations}/{_name}");
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task<object?> IsAskedAsync(string space)
    {
        var (status, _) = await _api.PostAsync($"/apis/batch/v1/namespaces/{space}/jobs?dryRun=All", JsonNode.Parse("""
            {"metadata": {"name": "try"}, "spec": {"template": {"spec": {
              "restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}}}}
            """)!);

        return status == 201 ? null : status;
    }

    private static IResult Deny(JsonObject review, string message) => Results.Text(
        new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = new JsonObject
            {
                ["uid"] = review["request"]!["uid"]!.DeepClone(),
                ["allowed"] = false,
                ["status"] = new JsonObject { ["message"] = message },
            },
        }.ToJsonString(),
        "application/json");

    private static JsonObject Configuration(string space, string url, X509Certificate2 certificate)
    {
        var authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));

        return JsonNode.Parse($$$"""
        {
          "metadata": {"name": "{{{space}}}"},
          "webhooks": [{
            "name": "deny.jobworker.test", "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "Ignore",
            "clientConfig": {"url": "{{{url}}}", "caBundle": "{{{authority}}}"},
            "namespaceSelector": {"matchLabels": {"webhook": "{{{space}}}"}},
            "rules": [{"apiGroups": ["batch"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["jobs"]}]
          }]
        }
        """)!.AsObject();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());

        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
