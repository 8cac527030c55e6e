#pragma warning disable
namespace Prometheus;
public class Counter { public class Child { public void Inc(double i=1){} } public Child WithLabels(params string[] l)=>new(); public void Inc(double i=1){} }
public class Histogram { public void Observe(double v){} }
public static class Metrics { public static Counter CreateCounter(string n,string h,params string[] l)=>new(); public static Histogram CreateHistogram(string n,string h,params string[] l)=>new(); }
public static class X { public static IDisposable NewTimer(this Histogram h)=>new System.IO.MemoryStream(); }
