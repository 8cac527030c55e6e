using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Components;

public sealed class WhatCannotBeReceived
{
    private readonly ReceiveErrors _errors = new();
    private readonly Dictionary<string, string> _told = [];

    [Fact]
    public void Is_nothing_at_first_and_is_told_all_the_same()
    {
        _errors.TellTo(_told);

        Assert.Equal("", _told[ReceiveErrors.Key]);
    }

    [Fact]
    public void Is_told_by_source_in_order_with_the_last_reason_of_each_until_it_is_over()
    {
        _errors.Failed("queue-b", "before anybody listened");
        _errors.TellTo(_told);
        Assert.Equal("queue-b: before anybody listened", _told[ReceiveErrors.Key]);

        _errors.Failed("queue-b", "gone");
        _errors.Failed("queue-a", "refused");
        Assert.Equal("queue-a: refused; queue-b: gone", _told[ReceiveErrors.Key]);

        _errors.Over("queue-a");
        _errors.Over("queue-c");
        Assert.Equal("queue-b: gone", _told[ReceiveErrors.Key]);
    }

    [Fact]
    public async Task Is_in_the_metadata()
    {
        await using var app = new FakeApp();
        await using var sidecar = await SidecarHarness.StartAsync(app);

        Assert.Contains("\"receiveErrors\":\"\"", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }
}
