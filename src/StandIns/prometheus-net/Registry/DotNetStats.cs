using System.Diagnostics;
using System.Globalization;

namespace Prometheus;

/// <summary>What the process uses: processor, memory, threads, handles, garbage collections.</summary>
public sealed class DotNetStats
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly Counter.Child[] _collections;
    private readonly Counter _cpu;
    private readonly Gauge _workingSet;
    private readonly Gauge _privateMemory;
    private readonly Gauge _virtualMemory;
    private readonly Gauge _managedMemory;
    private readonly Gauge _threads;
    private readonly Gauge _handles;

    private DotNetStats(MetricFactory metrics)
    {
        var collections = metrics.CreateCounter("dotnet_collection_count_total", "GC collection count", ["generation"]);
        _collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1)
            .Select(generation => collections.WithLabels(generation.ToString(CultureInfo.InvariantCulture)))];
        _cpu = metrics.CreateCounter("process_cpu_seconds_total", "Processor time, user and system, in seconds.");
        _workingSet = metrics.CreateGauge("process_working_set_bytes", "Resident memory.");
        _privateMemory = metrics.CreateGauge("process_private_memory_bytes", "Memory that is not shared.");
        _virtualMemory = metrics.CreateGauge("process_virtual_memory_bytes", "Address space.");
        _managedMemory = metrics.CreateGauge("dotnet_total_memory_bytes", "Memory of managed objects.");
        _threads = metrics.CreateGauge("process_num_threads", "Threads of the operating system.");
        _handles = metrics.CreateGauge("process_open_handles", "Open handles.");
        metrics.CreateGauge("process_start_time_seconds", "Start of the process, in seconds since 1970, UTC.")
            .Set(new DateTimeOffset(_process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }

    /// <summary>Reports about this process in <paramref name="registry"/>, read at every scrape.</summary>
    public static void Register(CollectorRegistry registry)
    {
        var stats = new DotNetStats(Metrics.WithCustomRegistry(registry));
        registry.AddBeforeCollectCallback(stats.Update);
    }

    private void Update()
    {
        lock (_process)
        {
            _process.Refresh();
            for (var generation = 0; generation < _collections.Length; generation++)
            {
                _collections[generation].IncTo(GC.CollectionCount(generation));
            }

            _cpu.IncTo(_process.TotalProcessorTime.TotalSeconds);
            _workingSet.Set(_process.WorkingSet64);
            _privateMemory.Set(_process.PrivateMemorySize64);
            _virtualMemory.Set(_process.VirtualMemorySize64);
            _managedMemory.Set(GC.GetTotalMemory(forceFullCollection: false));
            _threads.Set(_process.Threads.Count);
            _handles.Set(_process.HandleCount);
        }
    }
}
