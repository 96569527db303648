using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared;

/// <summary>Maps reasons to their names on the wire, in snake case.</summary>
public static class Reasons
{
    /// <summary>Gets the names of the reasons of failures.</summary>
    public static FrozenDictionary<Reason, string> OfFailures { get; } = Names<Reason>();

    /// <summary>Gets the names of the reasons why parameters are refused.</summary>
    public static FrozenDictionary<ParameterReason, string> OfParameters { get; } = Names<ParameterReason>();

    /// <summary>Returns the name of a failure's reason.</summary>
    public static string Name(Reason reason) => OfFailures[reason];

    /// <summary>Returns the name of the reason why a parameter is refused.</summary>
    public static string Name(ParameterReason reason) => OfParameters[reason];

    private static FrozenDictionary<T, string> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(reason => reason, reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()));
}
