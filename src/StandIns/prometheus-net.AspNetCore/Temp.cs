#pragma warning disable
namespace Microsoft.AspNetCore.Builder;
public static class Y { public static IEndpointConventionBuilder MapMetrics(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder e)=>e.MapGet("/metrics",()=>"" ); }
