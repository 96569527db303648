namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// Declares the data that a method returns on success. It has no effect on calls: the API description is generated from it, and the tests
/// compare every response with it. A method that returns no data has the attribute without arguments.
/// </summary>
/// <param name="data">The type of <c>data</c>; null if there is none.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AnswerAttribute(Type? data = null) : Attribute
{
    /// <summary>Gets the type of <c>data</c>, or of one row if <see cref="Page"/> is set; null if there is none.</summary>
    public Type? Data { get; } = data;

    /// <summary>Gets the HTTP status of an endpoint's success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Gets whether <c>data</c> is null and <c>meta.rows</c> contains the number of changed rows.</summary>
    public bool Rows { get; init; }

    /// <summary>Gets whether <c>data</c> is a list, null if it is empty, with <c>meta.rows</c> and optionally <c>meta.total</c>.</summary>
    public bool Page { get; init; }

    /// <summary>Gets whether the list can be the result of a search, with <c>meta.searched_from</c> and <c>meta.continuation</c>.</summary>
    public bool Searches { get; init; }

    /// <summary>Gets whether <c>data</c> is one row or null, instead of a list, when the caller requests a row by its id.</summary>
    public bool OrOne { get; init; }

    /// <summary>Gets another type that <c>data</c> can have, depending on the parameters.</summary>
    public Type? Or { get; init; }

    /// <summary>Gets whether <c>data</c> can be missing or null, although a type is declared.</summary>
    public bool IsOptional { get; init; }
}
