namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Says what a method answers when it succeeds. Nothing acts on it: the API description is made from it, and the tests hold every answer
/// that they get against it. A method that answers no data has it without arguments.
/// </summary>
/// <param name="data">The type of <c>data</c>; null if there is none.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AnswerAttribute(Type? data = null) : Attribute
{
    /// <summary>The type of <c>data</c>, or of one row if <see cref="Page"/>.</summary>
    public Type? Data { get; } = data;

    /// <summary>The HTTP status of an endpoint's success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether <c>data</c> is null and <c>meta.rows</c> says how many rows were changed.</summary>
    public bool Rows { get; init; }

    /// <summary>Whether <c>data</c> is a list, null if it is empty, with <c>meta.rows</c> and perhaps <c>meta.total</c>.</summary>
    public bool Page { get; init; }

    /// <summary>Whether <c>data</c> is one row and no list, or null, if the caller asks for it by its id.</summary>
    public bool OrOne { get; init; }

    /// <summary>Another type that <c>data</c> can have, depending on the parameters.</summary>
    public Type? Or { get; init; }

    /// <summary>Whether <c>data</c> can be missing or null all the same.</summary>
    public bool IsOptional { get; init; }
}
