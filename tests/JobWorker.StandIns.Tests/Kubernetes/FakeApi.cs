using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace JobWorker.StandIns.Tests.Kubernetes;

/// <summary>An API server that answers as it is told and remembers what it was asked.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeApi(WebApplication app) => _app = app;

    public sealed record Asked(
        string Method, string Target, string? ContentType, string Body, IHeaderDictionary Headers, string Protocol)
    {
        public string Line => $"{Method} {Target}";
    }

    public ConcurrentQueue<Asked> Requests { get; } = new();

    public Asked Only => Assert.Single(Requests);

    public string Address { get; private set; } = "";

    public X509Certificate2? ClientCertificate { get; private set; }

    /// <summary>Answers every request with the same body.</summary>
    public static Task<FakeApi> AnsweringAsync(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        StartAsync(context =>
        {
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body);
        });

    public static async Task<FakeApi> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var app = builder.Build();
        var api = new FakeApi(app);
        app.Run(context => api.RememberAsync(context, answer));
        await app.StartAsync();
        api.Address = app.Urls.Single();

        return api;
    }

    public k8s.Kubernetes Client(Action<KubernetesClientConfiguration>? configure = null, params DelegatingHandler[] handlers)
    {
        var config = new KubernetesClientConfiguration { Host = Address };
        configure?.Invoke(config);

        return new k8s.Kubernetes(config, handlers);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task RememberAsync(HttpContext context, RequestDelegate answer)
    {
        using var body = new StreamReader(context.Request.Body);
        ClientCertificate = context.Connection.ClientCertificate;
        Requests.Enqueue(new Asked(
            context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.ContentType,
            await body.ReadToEndAsync(), new HeaderDictionary(context.Request.Headers.ToDictionary()), context.Request.Protocol));
        await answer(context);
    }
}
