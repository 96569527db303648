namespace Serverless.Api.Shared.Parameters;

/// <summary>Describes what is wrong with one parameter, or with a member of it.</summary>
/// <param name="Path">The name of the parameter and the path to the member: <c>fields.username</c>, <c>user_ids[2]</c>.</param>
/// <param name="Reason">The reason, for programs.</param>
/// <param name="Message">The reason in words, for people.</param>
public sealed record ParameterProblem(string Path, ParameterReason Reason, string Message);

/// <summary>
/// The reason why a parameter is refused. The RPC family sends the name in snake case as <c>reason</c> of an entry of <c>error.data.meta.details</c>.
/// </summary>
public enum ParameterReason
{
    /// <summary>A required parameter or member is missing.</summary>
    Missing,

    /// <summary>There are more parameters than the method takes.</summary>
    Unexpected,

    /// <summary>The object has a member that is not known here.</summary>
    UnknownMember,

    /// <summary>The value has another type, or is out of range.</summary>
    WrongType,

    /// <summary>The value has the right type, but is none of those allowed.</summary>
    InvalidValue,
}

/// <summary>Describes why the parameters of a call are refused.</summary>
/// <param name="Text">A sentence for people, in the words of the contract (rpc.md 1.6).</param>
/// <param name="Details">The problems in detail, for programs.</param>
public sealed record ParameterError(string Text, IReadOnlyList<ParameterProblem> Details);
