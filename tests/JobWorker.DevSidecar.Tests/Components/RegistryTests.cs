using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Components;

public sealed class AComponentRegistry
{
    [Fact]
    public async Task Lets_go_of_what_was_swapped_out_once_all_its_leases_have_ended()
    {
        await using var registry = await RegistryAsync();
        var (first, second) = (registry.Lease(), registry.Lease());

        var unused = registry.Swap([]);
        var late = registry.Lease();
        Assert.Null(registry.Find("a"));
        first.Dispose();
        Assert.False(unused.IsCompleted);
        second.Dispose();

        await unused.WaitAsync(TimeSpan.FromSeconds(5));
        late.Dispose();
        await registry.Swap([]).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Never_hands_out_what_may_be_closed()
    {
        await using var registry = await RegistryAsync();
        var closed = new HashSet<object>();
        using var stop = new CancellationTokenSource();
        var began = Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource()).ToList();
        var readers = began.Select(begun => Task.Factory.StartNew(() =>
        {
            // On threads of their own: they never wait, and the pool is for the other tests.
            for (; ; Thread.Yield())
            {
                using var lease = registry.Lease();
                var used = registry.Find("a")!.Instance;
                lock (closed)
                {
                    Assert.DoesNotContain(used, closed);
                }

                begun.TrySetResult();
                if (stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();

        await Task.WhenAll(began.Select(begun => begun.Task));
        for (var n = 0; n < 500; n++)
        {
            var old = registry.Find("a")!;
            await registry.Swap([old with { Instance = new object() }]);
            lock (closed)
            {
                closed.Add(old.Instance);
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static Task<ComponentRegistry> RegistryAsync()
    {
        var types = new Dictionary<string, ComponentFactory> { ["test"] = (_, _, _) => Task.FromResult(new object()) };
        var context = new ComponentContext("app", null, TimeProvider.System, NullLoggerFactory.Instance);
        var maker = new ComponentMaker(types, new ValueResolver("app", _ => null, TimeProvider.System), context);
        return ComponentRegistry.CreateAsync([new ComponentResource("a", "test", "v1", [], "", false, "a.yaml:1")], maker, default);
    }
}
