using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared;

/// <summary>The names of reasons on the wire, in snake case.</summary>
public static class Reasons
{
    /// <summary>Gets the names of the reasons of failures.</summary>
    public static FrozenDictionary<Reason, string> OfFailures { get; } = Names<Reason>();

    /// <summary>Gets the names of what can be wrong with a parameter.</summary>
    public static FrozenDictionary<ParameterReason, string> OfParameters { get; } = Names<ParameterReason>();

    /// <summary>Gets the name of a reason.</summary>
    public static string Name(Reason reason) => OfFailures[reason];

    /// <summary>Gets the name of what is wrong with a parameter.</summary>
    public static string Name(ParameterReason reason) => OfParameters[reason];

    private static FrozenDictionary<T, string> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(reason => reason, reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()));
}
