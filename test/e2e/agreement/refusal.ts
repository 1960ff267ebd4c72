import { type Api, ApiError, type ApiObject } from '../api.ts';

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** What the server says against an object's creation, tried without making it. */
export const refusalOf = async (api: Api, object: ApiObject): Promise<Refusal | undefined> => {
  try {
    await api.create(object);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, message: error.message.replace(/^[A-Z]+ \S+ /, '') };
    throw error;
  }
};
