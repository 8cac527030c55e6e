using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section3;

public sealed class S3_5_Resiliency : ContractTest
{
    private string Call => $$"""{"operation":"post","data":{"mark":"{{Id}}"} }""";

    [Statement(Text = "3.5 an outbound retry policy tries a failed call again, maxRetries times")]
    public async Task Retry()
    {
        App.On(Id, 500);

        (await Sidecar.PostAsync("/v1.0/bindings/hesitant", Call)).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Equal(3, App.Calls(Id).Count);
    }

    [Statement(Text = "3.5 a try that succeeds ends the retries")]
    public async Task Success()
    {
        var tries = 0;
        App.On(Id, (_, http) => ContractApp.WriteAsync(http, Interlocked.Increment(ref tries) == 1 ? 500 : 200, "done"));

        (await Sidecar.PostAsync("/v1.0/bindings/hesitant", Call)).Is(200, "done");
        Assert.Equal(2, tries);
    }

    [Statement(Text = "3.5 an outbound timeout ends each try", Needs = Feature.Timeouts)]
    public async Task Timeout()
    {
        App.On(Id, (_, http) => WaitAsync(http));

        (await Sidecar.PostAsync("/v1.0/bindings/hesitant", Call)).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Equal(3, App.Calls(Id).Count);
    }

    [Statement(Text = "3.5 a circuit breaker that has tripped refuses calls without making them, until its timeout", Needs = Feature.CircuitBreakers)]
    public async Task Breaker()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Yaml = $$"""
                kind: Component
                metadata: {name: hook}
                spec: {type: bindings.http, version: v1, metadata: [{name: url, value: "http://127.0.0.1:{{App.Port}}/hook"}]}
                ---
                kind: Resiliency
                metadata: {name: r}
                spec:
                  policies: {circuitBreakers: {cb: {maxRequests: 1, timeout: 1s, trip: consecutiveFailures > 1} } }
                  targets: {components: {hook: {outbound: {circuitBreaker: cb} } } }
                """,
        });
        App.On(Id, 500);
        for (var n = 0; n < 5; n++)
        {
            (await sidecar.Api.PostAsync("/v1.0/bindings/hook", Call)).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");
        }

        Assert.Equal(2, App.Calls(Id).Count);
        App.On(Id, 200);
        await Until.IsAsync("the breaker to close", TimeSpan.FromSeconds(10),
            async () => (await sidecar.Api.PostAsync("/v1.0/bindings/hook", Call)).Status == 200 ? App : null);
    }

    [Statement(Text = "3.5 a policy that is named and is not there stops the start")]
    public async Task UnknownPolicy()
    {
        World.NeedsItsOwn();
        await using var sidecar = SidecarProcess.Launch(new SidecarOptions
        {
            Yaml = "kind: Resiliency\nmetadata: {name: r}\nspec: {policies: {}, targets: {components: {b: {outbound: {retry: none}}}}}",
        });

        Assert.True(await sidecar.Process.EndsWithinAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("none", sidecar.Process.Output, StringComparison.Ordinal);
    }

    private static Task WaitAsync(Microsoft.AspNetCore.Http.HttpContext http) =>
        Task.Delay(TimeSpan.FromSeconds(20), http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
}
