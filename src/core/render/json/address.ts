/** Terraform's address of the user, quoted as in HCL. It ends in what the text output calls the user. */
export function addressOf(id: string): string {
  return `cor_user.user[${JSON.stringify(id).replace(/[$%](?=\{)/g, '$&$&')}]`;
}
