using JobWorker.Core;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Api;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Catalog;
using JobWorker.Host.Catalog.Operations;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Callbacks.Egress;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog;

public sealed class AnOperation : CatalogSpec
{
    private readonly FakeJobs _jobs = new();
    private JobPolicy _policy = new();

    [Fact]
    public async Task Tells_every_job_that_is_meant_and_no_other()
    {
        await ListAsync(120, JobState.Running);
        await ListAsync(3, JobState.Succeeded, "done");
        var operation = await BeginAsync(OperationVerb.Cancel, [JobState.Running]);

        var ended = await RunAsync(operation);

        Assert.Equal((OperationState.Done, 120, 120, 0, 0), Figures(ended));
        Assert.Equal(120, _jobs.Told.Distinct().Count());
        Assert.Equal(120, _jobs.Told.Count);
        Assert.True((await Operations().ListAsync(default)).Single().Ended);
    }

    [Fact]
    public async Task Leaves_alone_what_is_created_after_it_was_asked_for()
    {
        await ListAsync(2, JobState.Running);
        var operation = await BeginAsync(OperationVerb.Cancel, [JobState.Running]);
        await Process().AddAsync(Entry("late", 2, JobState.Running, second: 3600));

        Assert.Equal(2, (await RunAsync(operation)).Done);
    }

    [Fact]
    public async Task Sends_again_what_is_dead_and_leaves_the_rest_alone()
    {
        CallbackStanding?[] standings = [CallbackStanding.Dead, CallbackStanding.Delivered, CallbackStanding.Pending, CallbackStanding.None, null];
        await Process().AddAsync([.. Enumerable.Range(0, 100).Select(i =>
            Entry($"job-{i}", 4, JobState.Failed, i) with { Callback = standings[i % 5] })]);
        var operation = new Operation("op", OperationVerb.Resend, JobFilter.All with { Callback = CallbackStanding.Dead }, Noon.AddHours(1))
        {
            Url = "https://hooks.example.com/new",
        };
        Assert.True(await Operations().AddAsync(operation, default));

        Assert.Equal((OperationState.Done, 20, 20, 0, 0), Figures(await RunAsync(operation)));
        Assert.All(_jobs.Told, id => Assert.Equal(0, int.Parse(id[4..]) % 5));
        Assert.Equal(new JobCommand.Resend(null, "https://hooks.example.com/new", Noon), operation.Command(Noon));
    }

    [Fact]
    public async Task Leaves_alone_jobs_whose_callbacks_may_not_go_to_the_url()
    {
        var process = Process();
        foreach (var (id, space) in ((string, string)[])[("mine", "team-a"), ("theirs", "team-b")])
        {
            await process.AddAsync(Entry(id, 1, JobState.Failed) with { Callback = CallbackStanding.Dead });
            var spec = new JobSpec { PrefixName = "p", Namespace = space, Image = "i" };
            await process.Journal.AppendAsync(
                await process.Journal.LoadAsync(id, default),
                [new JobRequested(new JobRequest(id, "svc", spec, "http://client/"), "h", [], Noon)],
                null,
                default);
        }

        _policy = new JobPolicy { Callbacks = [new() { Namespace = "team-a", Urls = ["https://hooks.example.com/"] }] };
        var operation = new Operation("op", OperationVerb.Resend, JobFilter.All with { Callback = CallbackStanding.Dead }, Noon.AddHours(1))
        {
            Url = "https://hooks.example.com/new",
        };
        Assert.True(await Operations().AddAsync(operation, default));

        var ended = await RunAsync(operation);

        Assert.Equal((OperationState.Done, 2, 1, 1, 0), Figures(ended));
        Assert.Equal(["mine"], _jobs.Told);
        Assert.Equal(
            new OperationProblem(
                "theirs",
                "The URL may not be used: policy Callbacks does not allow 'https://hooks.example.com/new' for namespace 'team-b' and service 'svc'."),
            Assert.Single(ended.Problems));
    }

    [Fact]
    public void Has_sent_again_once_nothing_is_dead_any_more()
    {
        var operation = new Operation("op", OperationVerb.Resend, JobFilter.All, Noon);
        var planned = new PlannedJob("a", 1);
        var dead = Job.From(
        [
            new JobRejected("svc", "http://client/", new("A100", "", "Invalid"), [], "", Noon),
            new CallbackAbandoned(0, 10, 500, "", EndsDelivery: false, Noon),
        ]);

        Assert.False(operation.IsDoneBy(dead, planned));
        Assert.True(operation.IsDoneBy(Job.Evolve(dead, new CallbackResent(0, null, Noon)), planned));
        Assert.False(operation.IsDoneBy(Job.None, planned));
    }

    [Fact]
    public async Task Counts_refusals_and_failures_and_says_which()
    {
        await ListAsync(3, JobState.Running);
        _jobs.Refuses = "job-1";
        _jobs.Loses = "job-2";
        var operation = await BeginAsync(OperationVerb.Cancel, [JobState.Running]);

        var running = RunAsync(operation);
        await AdvanceUntilAsync(running);
        var ended = await running;

        Assert.Equal((OperationState.Done, 3, 1, 1, 1), Figures(ended));
        Assert.Equal(["job-1", "job-2"], ended.Problems.Select(p => p.Id).Order());
        Assert.Equal(3, _jobs.Told.Count(id => id == "job-2"));
    }

    [Fact]
    public async Task Is_gone_on_with_wherever_the_process_dies_and_nothing_is_told_twice()
    {
        for (var write = 1; ; write++)
        {
            foreach (var after in (bool[])[false, true])
            {
                var slots = new MemorySlots();
                var jobs = new FakeJobs();
                using var filled = new CatalogProcess(slots, Clock);
                await filled.AddAsync([.. Enumerable.Range(0, 110).Select(i => Entry($"job-{i}", 4, JobState.Failed, i))]);
                var operation = new Operation("op", OperationVerb.Redrive, new JobFilter([JobState.Failed]), Noon.AddHours(1));
                await Operations(slots).AddAsync(operation, default);

                var dying = new DyingSlots(slots, write, after);
                jobs.Journal = filled.Journal;
                using var first = new CatalogProcess(slots, Clock);
                await Record.ExceptionAsync(() => Runner(first, jobs, dying).RunOnceAsync(default));
                using var second = new CatalogProcess(slots, Clock);
                await Runner(second, jobs, slots).RunOnceAsync(default);

                var ended = (await Operations(slots).FindAsync("op", default))!;
                Assert.Equal((OperationState.Done, 110, 110, 0, 0), Figures(ended));
                Assert.Equal(110, jobs.Told.Count);
                if (!dying.IsDead)
                {
                    Assert.True(write > 4, "the operation was never interrupted");
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task Ends_when_it_is_stopped_and_keeps_its_figures()
    {
        await ListAsync(120, JobState.Running);
        var operation = await BeginAsync(OperationVerb.Cancel, [JobState.Running]);
        _jobs.OnTold = count => count == 10
            ? Operations().ChangeAsync(operation.Id, o => o with { State = OperationState.Stopped }, default)
            : Task.CompletedTask;

        var ended = await RunAsync(operation);

        Assert.Equal((OperationState.Stopped, 120, 50, 0, 0), Figures(ended));
        Assert.Equal(50, _jobs.Told.Count);
    }

    [Fact]
    public async Task Gives_way_to_a_leader_that_has_gone_on_with_it()
    {
        await ListAsync(60, JobState.Running);
        var operation = await BeginAsync(OperationVerb.Cancel, [JobState.Running]);
        _jobs.OnTold = count => count == 5
            ? Operations().ChangeAsync(operation.Id, o => o with { Commit = "another" }, default)
            : Task.CompletedTask;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => RunAsync(operation));
        Assert.Equal(50, _jobs.Told.Count);
    }

    [Theory]
    [InlineData(WriteFault.Lost)]
    [InlineData(WriteFault.AnswerLost)]
    public async Task Is_accepted_once_though_a_write_is_in_doubt(object fault)
    {
        Slots.Faults.Enqueue((WriteFault)fault);
        Slots.Faults.Enqueue((WriteFault)fault);

        await BeginAsync(OperationVerb.Cancel, []);

        Assert.Single(await Operations().ListAsync(default));
    }

    [Fact]
    public async Task Is_refused_where_too_many_are_unfinished_and_those_that_ended_give_way()
    {
        for (var i = 0; i < OperationStore.Most; i++)
        {
            Assert.True(await Operations().AddAsync(new Operation($"op-{i}", default, JobFilter.All, Noon), default));
        }

        Assert.False(await Operations().AddAsync(new Operation("more", default, JobFilter.All, Noon), default));
        await Operations().EndAsync("op-5", default);
        Assert.True(await Operations().AddAsync(new Operation("more", default, JobFilter.All, Noon), default));
        Assert.DoesNotContain(await Operations().ListAsync(default), o => o.Id == "op-5");
    }

    private Task ListAsync(int count, JobState state, string name = "job") =>
        Process().AddAsync([.. Enumerable.Range(0, count).Select(i => Entry($"{name}-{i}", 3, state, i))]);

    private async Task<Operation> BeginAsync(OperationVerb verb, JobState[] states)
    {
        var operation = new Operation("op", verb, new JobFilter([.. states]), Noon.AddHours(1));
        Assert.True(await Operations().AddAsync(operation, default));

        return operation;
    }

    private async Task<Operation> RunAsync(Operation operation)
    {
        await Runner(Process(), _jobs, Slots).RunOnceAsync(default);

        return (await Operations().FindAsync(operation.Id, default))!;
    }

    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private OperationStore Operations(IStateSlots? slots = null) =>
        new(slots ?? Slots, Options.Create(new JournalOptions { KeyPrefix = "j-" }), Clock);

    private OperationRunner Runner(CatalogProcess process, IJobs jobs, IStateSlots slots) => new(
        Operations(slots),
        process.Reader,
        process.Model,
        jobs,
        process.Journal,
        () => new SubmissionRules(_policy, TheAddressGuard.Guard(), new CallbackRoutes(Options.Create(new CallbackOptions()))),
        Leaderships.Alone(Clock),
        Options.Create(new CatalogOptions()),
        Clock,
        NullLogger<OperationRunner>.Instance);

    private static (OperationState State, int? Matched, int Done, int Refused, int Failed) Figures(Operation o) =>
        (o.State, o.Matched, o.Done, o.Refused, o.Failed);

    /// <summary>Jobs that do what they are told, and write it into their journals where there are any.</summary>
    private sealed class FakeJobs : IJobs
    {
        private readonly Lock _gate = new();

        public List<string> Told { get; } = [];

        public string? Refuses { get; set; }

        public string? Loses { get; set; }

        public Journal<Job, JobEvent>? Journal { get; set; }

        public Func<int, Task> OnTold { get; set; } = _ => Task.CompletedTask;

        public async Task<JobReply> TellAsync(string id, JobCommand command, CancellationToken cancel)
        {
            int count;
            lock (_gate)
            {
                Told.Add(id);
                count = Told.Count;
            }

            await OnTold(count);
            if (id == Loses)
            {
                throw new JobUnreachableException(id, new TimeoutException());
            }

            if (Journal is { } journal)
            {
                var request = new JobRequest(id, "svc", new JobSpec { PrefixName = "p", Namespace = "default", Image = "i" }, null);
                await journal.AppendAsync(
                    await journal.LoadAsync(id, cancel),
                    [new JobRequested(request, "", [], command.At), new JobRedriven(2, null, command.At)], null, cancel);
            }

            return id == Refuses ? new JobReply(JobState.Succeeded, 4, RefusalCode.Conflict, "It is over.") : new JobReply(JobState.Aborted, 4);
        }
    }
}
