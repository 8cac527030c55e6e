using System.Reflection;
using System.Text.RegularExpressions;
using JobWorker.Host.Api;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Catalog.Api;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Published = JobWorker.Testing.Emulators.Documents;

namespace JobWorker.Host.Tests.Api.Documents;

/// <summary>Whether <c>docs/openapi.yaml</c> says what the public listener does.</summary>
public sealed partial class TheOpenApiDocument
{
    private static readonly YamlDocument Document = YamlDocument.Read(Published.OpenApi);

    private static readonly Lazy<IReadOnlyList<Route>> Mapped = new(Map);

    [SkippableFact]
    public async Task Keeps_to_its_specification()
    {
        Skip.If(Published.Missing is not null, Published.Missing);

        Assert.Null(await Published.JudgeAsync("openapi", Published.OpenApi));
    }

    [Fact]
    public void Has_every_route_and_no_other() => Assert.Equal(
        Mapped.Value.Select(r => r.Name).Order(StringComparer.Ordinal), Operations().Select(o => o.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Has_every_parameter_and_no_other() => Assert.All(Mapped.Value, route => Assert.Equal(
        QueryOf(route).Order(StringComparer.Ordinal), Operation(route).Parameters("query").Order(StringComparer.Ordinal)));

    [Fact]
    public void Has_every_status_that_the_code_names_and_no_other() => Assert.All(
        Mapped.Value.GroupBy(r => r.Handlers).Where(g => Source(g.Key) is not null),
        group => Assert.Equal(
            StatusesIn(Source(group.Key)!).Order(),
            group.SelectMany(r => Operation(r).Statuses).Distinct().Order()));

    [Fact]
    public void Has_the_headers_of_callbacks()
    {
        string[] sent =
        [
            EgressHeaders.WebhookId, EgressHeaders.WebhookTimestamp, EgressHeaders.WebhookSignature, EgressHeaders.Sequence,
            EgressHeaders.Attempt, EgressHeaders.TraceParent, EgressHeaders.TraceState,
        ];

        Assert.Equal(
            sent.Select(h => h.ToLowerInvariant()).Order(StringComparer.Ordinal),
            new Described("", "webhooks", "callback", "post").Parameters("header").Order(StringComparer.Ordinal));
    }

    private static List<Route> Map()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddJobWorker();
        var app = builder.Build();
        app.MapRoutes();

        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<Listeners.Door>() is { Sidecar: false } && !IsOjs(e))
                .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                    new Route(method, Trim(e.RoutePattern.RawText!), e.Metadata.GetMetadata<MethodInfo>()))),
        ];
    }

    /// <summary>What the Open Job Spec describes; <c>docs/ojs.md</c> says what is beyond it.</summary>
    private static bool IsOjs(RouteEndpoint endpoint) => Trim(endpoint.RoutePattern.RawText!).StartsWith("/ojs", StringComparison.Ordinal);

    private static string Trim(string path) => "/" + path.Trim('/');

    private static IEnumerable<Described> Operations() =>
        from path in Document.Members("paths")
        from member in Document.Members("paths", path.Name)
        where member.Name is not "parameters"
        select new Described($"{member.Name.ToUpperInvariant()} {path.Name}", "paths", path.Name, member.Name);

    private static Described Operation(Route route) => new(route.Name, "paths", route.Path, route.Method.ToLowerInvariant());

    /// <summary>What a handler binds to the query, or what its own reading says that it knows.</summary>
    private static IEnumerable<string> QueryOf(Route route) => route.Name switch
    {
        "GET /api/jobs" => Known(JobQuery.OfList),
        "GET /api/jobs/changes" => Known(JobQuery.OfChanges),
        _ => (route.Handler?.GetParameters() ?? []).SelectMany(Bound).Where(name => !route.Path.Contains($"{{{name}}}", StringComparison.Ordinal)),
    };

    private static IEnumerable<string> Bound(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is not null
            ? parameter.ParameterType.GetProperties().Where(p => IsSimple(p.PropertyType)).Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])
            : IsSimple(parameter.ParameterType) ? [parameter.Name!] : [];

    private static bool IsSimple(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var real && (real == typeof(string) || real.IsPrimitive);

    private static string[] Known(Func<IQueryCollection, JobQuery> read)
    {
        var rule = read(new QueryCollection(new Dictionary<string, StringValues> { ["?"] = "" })).Problems["?"][0];

        return rule.Replace("is not known here; ", "", StringComparison.Ordinal).Replace(" are", "", StringComparison.Ordinal).Split(", ");
    }

    private static string? Source(string? type) => type is null ? null : Directory
        .EnumerateFiles(Path.Combine(Testing.Repository.Root, "src", "JobWorker.Host"), $"{type}.cs", SearchOption.AllDirectories)
        .Select(File.ReadAllText).FirstOrDefault();

    private static IEnumerable<string> StatusesIn(string source)
    {
        var named = StatusName().Matches(source).Select(m => m.Groups[1].Value);
        (string Word, string Status)[] words =
        [
            ("TypedResults.Ok", "200"), ("TypedResults.Text(\"ok\")", "200"), ("TypedResults.Stream(", "200"), ("Results.Empty", "200"),
            ("JobJson.Options)", "200"), ("TypedResults.Accepted(", "202"), ("ValidationProblem", "400"), ("Broken(", "400"),
            ("JobOperations.SayAsync", "202"), ("JobOperations.SayAsync", "409"),

            // The listener's, of whatever is too long.
            ("equest.Body", "413"),
        ];

        return named.Concat(words.Where(w => source.Contains(w.Word, StringComparison.Ordinal)).Select(w => w.Status)).Distinct();
    }

    [GeneratedRegex("StatusCodes\\.Status(\\d{3})[A-Z]")]
    private static partial Regex StatusName();

    /// <param name="Method">In capitals.</param>
    /// <param name="Path">As the document writes it.</param>
    /// <param name="Handler">What answers; none where that is not ours.</param>
    private sealed record Route(string Method, string Path, MethodInfo? Handler)
    {
        public string Name => $"{Method} {Path}";

        /// <summary>The class the handler is written in.</summary>
        public string? Handlers
        {
            get
            {
                var type = Handler?.DeclaringType;
                while (type?.DeclaringType is { } outer)
                {
                    type = outer;
                }

                return type?.Namespace?.StartsWith("JobWorker", StringComparison.Ordinal) == true ? type.Name : null;
            }
        }
    }

    /// <summary>An operation of the document, and where it stands.</summary>
    private sealed record Described(string Name, params string[] At)
    {
        public IEnumerable<string> Statuses => Document.Members([.. At, "responses"]).Select(r => r.Name);

        public IEnumerable<string> Parameters(string place) =>
            Document.Items([.. At, "parameters"]).Where(p => YamlDocument.Text(p, "in") == place).Select(p => YamlDocument.Text(p, "name")!);
    }
}
