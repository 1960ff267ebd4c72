import { type Api, ApiError, type ApiObject } from '../api.ts';

/** What the server says against an object's creation, tried without making it. */
export const refusalOf = async (api: Api, object: ApiObject): Promise<string | undefined> => {
  try {
    await api.create(object);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message.replace(/^POST \S+ /, '');
    throw error;
  }
};
