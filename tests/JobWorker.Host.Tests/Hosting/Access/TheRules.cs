using JobWorker.Host.Api;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Listening.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JobWorker.Host.Tests.Hosting.Access;

public sealed class TheRules
{
    private static readonly List<(string Method, string Route)> Routes = [.. Map()];

    [Fact]
    public void Name_only_routes_that_there_are()
    {
        Assert.Empty(AccessRules.Submitting.Except(Routes));
        Assert.Empty(AccessRules.Open.Except(Routes.Select(route => route.Route)));
    }

    [Fact]
    public void Keep_what_changes_things_for_all_to_operators()
    {
        var operating = Routes.Where(r => AccessRules.RoleFor(r.Method, r.Route) is AccessRole.Operate).ToList();

        Assert.Contains(("POST", "/ojs/v1/admin/reset"), operating);
        Assert.Contains(("POST", "/api/operations"), operating);
        Assert.Contains(("POST", "/ojs/v1/jobs/bulk/cancel"), operating);
        Assert.DoesNotContain(operating, r => r.Method is "GET");
    }

    [Fact]
    public void Want_a_key_for_what_is_not_there()
    {
        Assert.Equal(AccessRole.Read, AccessRules.RoleFor("GET", route: null));
        Assert.Equal(AccessRole.Operate, AccessRules.RoleFor("POST", route: null));
    }

    [Theory]
    [InlineData(null, "read", "Key is missing")]
    [InlineData("a b", "read", "Key must be printable ASCII without spaces")]
    [InlineData("schlüssel", "read", "Key must be printable ASCII without spaces")]
    [InlineData("key", null, "Role is missing: read, submit or operate")]
    [InlineData("key", "admin", "Role must be read, submit or operate, not admin")]
    public void Refuse_a_key_that_is_none(string? key, string? role, string wrong)
    {
        var options = new ListenOptions { Keys = { ["ci"] = new ApiKeyOptions { Key = key, Role = role } } };

        Assert.Equal($"Listen:Keys:ci: {wrong}.", Assert.Single(ErrorsOf(options)));
    }

    [Fact]
    public void Refuse_one_key_under_two_names() => Assert.Equal(
        "Listen:Keys: a and b have the same key.",
        Assert.Single(ErrorsOf(new ListenOptions
        {
            Keys =
            {
                ["a"] = new ApiKeyOptions { Key = "same", Role = "read" },
                ["b"] = new ApiKeyOptions { Key = "same", Role = "operate" },
            },
        })));

    [Fact]
    public void Open_a_listener_off_loopback_where_there_is_a_key() => Assert.Empty(ErrorsOf(new ListenOptions
    {
        PublicAddress = "0.0.0.0",
        Keys = { ["ci"] = new ApiKeyOptions { Key = "key", Role = "submit" } },
    }));

    private static List<string?> ErrorsOf(ListenOptions options) =>
        [.. options.Validate(new(options)).Select(wrong => wrong.ErrorMessage)];

    private static IEnumerable<(string Method, string Route)> Map()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddJobWorker();
        var app = builder.Build();
        app.MapRoutes();

        return ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<Listeners.Door>() is { Sidecar: false })
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => (method, route.RoutePattern.RawText!.TrimEnd('/'))));
    }
}
