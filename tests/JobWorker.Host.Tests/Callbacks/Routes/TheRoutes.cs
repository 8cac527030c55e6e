using System.ComponentModel.DataAnnotations;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Routes;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Routes;

public sealed class TheRoutes
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly CallbackRoute All = new() { Prefix = "https://hooks.example.com/", Binding = "all" };
    private static readonly CallbackRoute Team = new() { Prefix = "https://hooks.example.com/team/", Binding = "team" };
    private static readonly CallbackRoute Plain = new() { Prefix = "http://10.0.0.1:8080/in/", Secrets = [] };

    private static readonly CallbackOptions Three = new() { Secret = Secret, Routes = [All, Team, Plain] };

    private readonly CallbackRoutes _routes = new(Options.Create(Three));

    [Theory]
    [InlineData("https://hooks.example.com/", "all", "")]
    [InlineData("https://hooks.example.com/a/b?c=d", "all", "a/b?c=d")]
    [InlineData("https://HOOKS.example.com:443/a", "all", "a")]
    [InlineData("https://hooks.example.com/team", "all", "team")]
    [InlineData("https://hooks.example.com/team/x?y", "team", "x?y")]
    [InlineData("https://hooks.example.com/team/../x", "all", "x")]
    [InlineData("https://hooks.example.com/TEAM/x", "all", "TEAM/x")]
    public void Take_the_longest_prefix(string url, string binding, string rest)
    {
        var route = _routes.Of(new Uri(url));

        Assert.Equal((binding, rest), (route!.Binding, route.Rest(new Uri(url))));
    }

    [Theory]
    [InlineData("http://hooks.example.com/")]
    [InlineData("https://hooks.example.com:8443/")]
    [InlineData("https://hooks.example.com.evil.org/")]
    [InlineData("https://evil.org/https://hooks.example.com/")]
    [InlineData("http://10.0.0.1/in/")]
    public void Leave_others_to_the_way_of_all(string url) => Assert.Null(_routes.Of(new Uri(url)));

    [Fact]
    public void May_have_keys_of_their_own()
    {
        Assert.Equal([Secret], _routes.KeysOf(new Uri("https://elsewhere.org/")));
        Assert.Equal([Secret], _routes.KeysOf(new Uri("https://hooks.example.com/a")));
        Assert.Empty(_routes.KeysOf(new Uri("http://10.0.0.1:8080/in/a")));
    }

    [Theory]
    [InlineData("", null, "Callbacks:Routes:0:Prefix")]
    [InlineData("/relative/", null, "Callbacks:Routes:0:Prefix")]
    [InlineData("https://hooks.example.com/no-slash", null, "Callbacks:Routes:0:Prefix")]
    [InlineData("ftp://hooks.example.com/", null, "Callbacks:Routes:0:Prefix")]
    [InlineData("https://user@hooks.example.com/", null, "Callbacks:Routes:0:Prefix")]
    [InlineData("https://hooks.example.com/?a=/", null, "Callbacks:Routes:0:Prefix")]
    [InlineData("https://hooks.example.com/", "nonsense", "Callbacks:Routes:0:Secrets: a key begins with")]
    [InlineData("https://hooks.example.com/", "secret:vault", "Callbacks:Routes:0:Secrets: a reference is written")]
    public void Are_checked_at_start(string prefix, string? key, string says)
    {
        var options = new CallbackOptions { Routes = [new() { Prefix = prefix, Secrets = key is null ? null : [key] }] };

        var broken = options.Validate(new ValidationContext(options)).Single();

        Assert.StartsWith(says, broken.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Are_right() => Assert.Empty(Three.Validate(new ValidationContext(Three)));
}
